"""Schools: their pseudonyms and kinds, and the results at the end of Key Stage 4."""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values


def observe(people, keys, p):
    """Rows of Key Stage 4."""
    yield ("NPD_I2", "ks4pupil", None), key_stage_4(people, keys, p)


def _school_names(people, rows, school, p, prefix):
    """Pseudonyms of authority and school, by number; an authority's schools share its letters."""
    la, per_la = people.la[rows], p["place.state_schools_per_la"] + 2
    low = int(la.min()) if len(la) else 0
    high = int(la.max()) + 1 if len(la) else 0
    numbers = range(low, high)
    las = tuple(f"SYN{n + 101:05d}" for n in numbers)
    estabs = tuple(f"SYN{n + 101:05d}{4001 + k}" for n in numbers for k in range(per_la))
    urns = tuple(f"SYN{n * per_la + k + 100001:07d}" for n in numbers for k in range(per_la))
    number = (la - low) * per_la + school
    return {
        f"{prefix}_la": Values(la - low, labels=las),
        f"{prefix}_laestab": Values(number, labels=estabs),
        f"{prefix}_urn": Values(number, labels=urns),
    }


def _demography(people, rows):
    return {
        "sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "birth_year": Values(people.birth_year[rows]),
        "birth_month": Values(people.birth_month[rows]),
    }


def key_stage_4(people, keys, p):
    """Rows of the pupil table: everybody, some twice."""
    everyone = np.arange(len(people.person))
    twice = people.draws.happens("trouble/ks4_duplicates", p["trouble.ks4_duplicates"])
    twice &= people.sector == model.STATE
    rows = np.concatenate([everyone, everyone[twice]])
    second = np.arange(len(rows)) >= len(everyone)
    count = p["place.state_schools_per_la"]
    school = people.school_at_16[rows]
    other = (people.draws.uniform("ks4/second school")[rows] * (count - 1)).astype(np.int64)
    school = np.where(second, (school + 1 + other) % count, school)
    roll = people.draws.uniform("ks4/roll")[rows]
    norflage = np.where(second, 1, np.where(roll < 0.004, 2, np.where(roll < 0.008, 3, 0)))
    state = people.sector[rows] != model.INDEPENDENT
    fsm = people.fsm_at_16[rows]
    cohort = people.cohort[rows]
    values = _school_names(people, rows, school, p, "ks4") | _demography(people, rows)
    values |= _results(people, rows, second)
    return values | {
        "ks4_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "ks4_academic_year": Values(
            cohort - model.COHORTS[0], labels=tuple(f"{y - 1}/{y}" for y in model.COHORTS)
        ),
        "ks4_year_group": Values(np.full(len(rows), 11)),
        "ks4_age": Values(np.full(len(rows), 15)),
        "ks4_establishment_type": Values(_school_type(people, rows, school, p, True)),
        "ks4_institution_type": Values(_school_type(people, rows, school, p, False)),
        "ks4_norflage": Values(np.array([0, 2, 7, 8])[norflage]),
        "ks4_school_result": Values(np.where(second | (norflage == 2), 0, 1)),
        "ks4_fsm": Values(fsm.astype(np.int64), null=~state),
        "ks4_sen_action": Values((people.sen[rows] == 1).astype(np.int64), null=~state),
        "ks4_sen_plus": Values((people.sen[rows] >= 2).astype(np.int64), null=~state),
    }


def _results(people, rows, second):
    """Results of each row; a second row holds the part taken at the other school."""
    results = {name: values[rows] for name, values in people.results.items()}
    some = results["gcse_ac"] // 3
    gcse = np.where(second, some, results["gcse_ac"])
    points = np.where(second, 40 * some, results["points"])
    return {
        "ks4_gcse_ac": Values(gcse),
        "ks4_gcse_aa": Values(np.where(second, 0, results["gcse_aa"])),
        "ks4_five_ac": Values((gcse >= 5).astype(np.int64)),
        "ks4_level2": Values((results["level2"] & ~second).astype(np.int64)),
        "ks4_level2_em": Values((results["level2_em"] & ~second).astype(np.int64)),
        "ks4_points": Values(points),
        "ks4_points_capped": Values(np.where(second, points, results["capped"])),
    }


def _school_type(people, rows, school, p, establishment):
    """Type of each row's school, drawn once for each school; two code sets for the same."""
    number = people.la[rows] * (p["place.state_schools_per_la"] + 2) + school
    drawn = people.draws.uniform_of("school/type", number)
    state = np.searchsorted([0.60, 0.77, 0.80, 0.97], drawn)
    codes = (1, 2, 3, 5, 28, 7, 11) if establishment else (21, 22, 23, 24, 20, 26, 29)
    count = p["place.state_schools_per_la"]
    kind = np.where(school == count, 5, np.where(school > count, 6, state))
    return np.array(codes)[kind]
