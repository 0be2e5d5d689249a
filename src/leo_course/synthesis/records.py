"""What the administrations hold of the people: rows of variables for each view, troubles included.

``observe`` returns, for a block of people, the rows of every view as a table of variables. The
names, types and order of columns are the dictionary's business and do not occur here.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import OPEN_END, Values, day
from leo_course.synthesis.model import ETHNIC_GROUPS, GROUPS, SEN, SPRINGS, TAX_YEARS
from leo_course.synthesis.parameters import Parameters
from leo_course.synthesis.streams import exp, log, logistic, normal_share

HESA_YEARS = range(2010, 2017)  # the year in which the academic year ends
JACS3_FROM = 2013
DEGREE_CLASSES = (1, 2, 3, 5, 4)  # codes, in the order in which the model fills them
AREAS_IN_ENGLAND = 32_482
PROVIDERS = {"higher": 24, "middle": 36, "lower": 60}
_LAST_TAX_DAY = int(day(TAX_YEARS[-1] + 1, 4, 5))

# Subject of the model -> JACS 2 code, JACS 3 code.
JACS = {
    "medicine": ("A100", "A100"),
    "nursing": ("B700", "B700"),
    "allied health": ("B900", "B900"),
    "biosciences": ("C100", "C100"),
    "psychology": ("C800", "C800"),
    "sport": ("C600", "C600"),
    "agriculture": ("D400", "D400"),
    "physical sciences": ("F100", "F100"),
    "mathematics": ("G100", "G100"),
    "computing": ("G400", "I100"),
    "engineering": ("H100", "H100"),
    "architecture": ("K100", "K100"),
    "economics": ("L100", "L100"),
    "social studies": ("L300", "L300"),
    "law": ("M100", "M100"),
    "business": ("N100", "N100"),
    "media": ("P300", "P300"),
    "languages": ("R100", "R100"),
    "english": ("Q300", "Q300"),
    "history": ("V100", "V100"),
    "creative arts": ("W200", "W200"),
    "education": ("X300", "X300"),
}
MAJOR_GROUPS = ("WHIT", "MIXD", "ASIA", "BLAC", "CHIN", "AOEG", "UNCL")
_MAJOR = {"W": 0, "M": 1, "A": 2, "B": 3, "CHNE": 4, "OOTH": 5, "REFU": 6, "NOBT": 6}


@dataclass
class Keys:
    """Identifiers of a block of people, and what the linkage made of them."""

    pmr: np.ndarray
    second_pmr: np.ndarray
    has_second_pmr: np.ndarray
    ae_id: np.ndarray
    edukey: np.ndarray
    second_edukey: np.ndarray
    second_edukey_until: np.ndarray  # tax year; -1 without a second one
    resolved: np.ndarray  # the PMR leads to an AE_ID
    linked: np.ndarray  # the AE_ID leads to the person's own EDUKEY
    wrong: np.ndarray  # the AE_ID leads to the EDUKEY of `partner`
    partner: np.ndarray
    delivered: np.ndarray  # some AE_ID leads to the person's EDUKEY, so its rows are delivered


def observe(people: model.People, p: Parameters, total: int) -> dict:
    """The rows of every view: ``{(database, collection, year): {variable: Values}}``.

    ``total`` is the number of people in the extract, beyond which there is nobody to be taken for.
    """
    keys = make_keys(people, p, total)
    rows = {("NPD_I2", "ks4pupil", None): key_stage_4(people, keys, p)}
    for place, spring in enumerate(SPRINGS):
        rows["NPD_I2", "spring_census", spring] = spring_census(people, keys, p, place)
    for year in HESA_YEARS:
        rows["HESA_I2", "hesa", year] = hesa(people, keys, p, year)
    spells, days_worked = employment(people, p)
    rows["LEO_I2", "leo_employment", None] = employment_rows(people, keys, p, spells)
    rows["LEO_I2", "leo_earnings", None] = earnings_rows(people, keys, p, days_worked)
    rows |= lookups(people, keys, p)
    rows["TRUTH", "people", None] = truth_people(people, keys, p)
    return rows


# ----------------------------------------------------------------------------- identifiers, links


def make_keys(people, p, total):
    draws, seed, person = people.draws, people.draws.seed, people.person
    second = draws.happens("trouble/two_pmrs", p["trouble.two_pmrs"])
    two_edukeys = draws.happens("trouble/two_edukeys", p["trouble.two_edukeys"])
    until = 2009 + (draws.uniform("trouble/two_edukeys until") * 8).astype(np.int64)
    wrong, partner = _taken_for(people, person, p, total)
    takes_mine, _ = _taken_for(people, partner, p, total)
    takes_mine &= partner < total
    linked = ~wrong & ~_unlinked(people, p)
    return Keys(
        pmr=ids.make(seed, ids.PMR, 2 * person),
        second_pmr=ids.make(seed, ids.PMR, 2 * person + 1),
        has_second_pmr=second,
        ae_id=ids.make(seed, ids.AE_ID, person),
        edukey=ids.make(seed, ids.EDUKEY, 2 * person),
        second_edukey=ids.make(seed, ids.EDUKEY, 2 * person + 1),
        second_edukey_until=np.where(two_edukeys, until, -1),
        resolved=~draws.happens("trouble/pmr_without_ae_id", p["trouble.pmr_without_ae_id"]),
        linked=linked,
        wrong=wrong,
        partner=partner,
        delivered=linked | takes_mine,
    )


def _taken_for(people, person, p, total):
    """Who is linked to the key of a partner, and the partner: another of the same cohort.

    People stand in sixes whose first three are the partners of the last three, so that the
    partner of one's partner is oneself, in whatever block either is made.
    """
    partner = person // 6 * 6 + (person + 3) % 6
    drawn = people.draws.uniform_of("trouble/wrong_links", person)
    return (drawn < p["trouble.wrong_links"]) & (partner < total), partner


def _unlinked(people, p):
    rate = p["trouble.unlinked"]
    if rate == 0:
        return np.zeros(len(people.person), dtype=bool)
    odds = (
        log(rate / (1 - rate))
        + p["trouble.unlinked_independent"] * (people.sector == model.INDEPENDENT)
        + p["trouble.unlinked_female"] * people.female
        + p["trouble.unlinked_mover"] * people.moved
        + p["trouble.unlinked_minority"] * (people.ethnic > 0)
    )
    return people.draws.happens("trouble/unlinked", logistic(odds))


def lookups(people, keys, p):
    """The three lookups, and with them TRUTH's list of links."""
    pmr_rows = _stack(
        (keys.resolved, keys.pmr),
        (keys.resolved & keys.has_second_pmr, keys.second_pmr),
    )
    seed = people.draws.seed
    partner_key = ids.make(seed, ids.EDUKEY, 2 * keys.partner)
    edukey_rows = _stack(
        (keys.linked, keys.edukey),
        (keys.linked & (keys.second_edukey_until >= 0), keys.second_edukey),
        (keys.wrong, partner_key),
    )
    number = 1 + (people.draws.uniform("fe/records") * 3).astype(np.int64)
    has = people.draws.happens("fe/any", p["fe.records"])
    record = [ids.make(seed, ids.RECORDID, 4 * people.person + k) for k in range(3)]
    record_rows = _stack(*((has & (number > k), record[k]) for k in range(3)))
    links = {"PMR": (pmr_rows, ids.PMR), "EDUKEY": (edukey_rows, ids.EDUKEY)}
    links["RECORDID"] = (record_rows, ids.RECORDID)
    return {
        ("LEO_I2", "learner_ae_id_to_pmr_lookup", None): {
            "lookup_ae_id": Values(keys.ae_id[pmr_rows[0]]),
            "lookup_pmr": Values(pmr_rows[1], kind=ids.PMR),
        },
        ("LEO_I2", "learner_ae_id_to_edukey_lookup", None): {
            "lookup_ae_id": Values(keys.ae_id[edukey_rows[0]]),
            "lookup_edukey": Values(edukey_rows[1], kind=ids.EDUKEY),
        },
        ("LEO_I2", "education_records_lookup", None): {
            "lookup_ae_id": Values(keys.ae_id[record_rows[0]]),
            "lookup_recordid": Values(record_rows[1]),
        },
        ("TRUTH", "links", None): _truth_links(people, keys, links),
    }


def _stack(*parts):
    """Rows of (place in the block, key), from pairs of a mask and the keys of everybody."""
    places = [np.flatnonzero(mask) for mask, _ in parts]
    values = [key[place] for (_, key), place in zip(parts, places, strict=True)]
    return np.concatenate(places), np.concatenate(values)


def _truth_links(people, keys, links):
    sources = tuple(sorted(links))
    place, source, text, right = [], [], [], []
    for number, name in enumerate(sources):
        (rows, values), kind = links[name]
        place.append(rows)
        source.append(np.full(len(rows), number))
        text.append(key_text(kind, values))
        wrong = keys.wrong[rows] if name == "EDUKEY" else np.zeros(len(rows), dtype=bool)
        right.append(~wrong)
    place = np.concatenate(place)
    return {
        "link_person": Values(people.person[place]),
        "link_source": Values(np.concatenate(source), labels=sources),
        "link_ae_id": Values(keys.ae_id[place]),
        "link_key": Values(np.concatenate(text)),
        "link_right": Values(np.concatenate(right)),
    }


def key_text(kind, values):
    """Identifiers as an array of bytes, all of 18 places."""
    if not kind.prefix:
        return values.astype("S18")
    text = ids.spell(kind, values)
    return np.ascontiguousarray(text).view(f"S{text.shape[1]}").ravel().astype("S18")


# ------------------------------------------------------------------------------------ the schools


def spring_census(people, keys, p, place):
    """Rows of the spring census number ``place``: state pupils in Year 8 to Year 12."""
    spring, draws = SPRINGS[place], people.draws
    nc_year = 11 + spring - people.cohort
    in_school = (people.sector != model.INDEPENDENT) & (nc_year <= 12)
    stays_on = p["school.sixth_form_centre"] + p["school.sixth_form_attainment"] * people.attainment
    in_sixth_form = (people.sector == model.STATE) & (stays_on + draws.normal("school/sixth") > 0)
    in_school &= (nc_year < 12) | in_sixth_form
    in_school &= draws.uniform("school/found", len(SPRINGS))[:, place] >= p["school.census_missing"]
    main = np.flatnonzero(in_school)
    repeated, status, off_roll = _duplicates(people, p, place, main)
    rows = np.concatenate([main, main[repeated]])
    second = np.arange(len(rows)) >= len(main)
    status_of = np.concatenate([status, np.where(status > 0, status + 100, 0)[repeated]])
    left = np.concatenate([off_roll, np.isin(status[repeated], (1, 2))])
    values = _census_school(people, p, place, rows, second, left, status_of)
    values |= _census_person(people, keys, p, place, rows)
    values |= {
        "census_academic_year": _constant(f"{spring - 1}/{spring}", len(rows)),
        "census_date": Values(np.full(len(rows), _third_thursday(spring))),
        "census_term": _constant("Spring", len(rows)),
        "census_record_status": Values(status_of, null=status_of == 0),
        "census_source_table": Values(
            left.astype(np.int64), labels=("PupilsOnRoll", "PupilsNoLongerOnRoll")
        ),
        "census_nc_year": Values(nc_year[rows] - 8, labels=("8", "9", "10", "11", "12")),
        "census_enrol_status": Values(
            np.where(status_of == 103, 2, np.where(status_of == 3, 1, 0)), labels=("C", "M", "S")
        ),
    }
    return values


def _duplicates(people, p, place, main):
    """Which pupils stand twice, the status of the main record, and who is off roll there."""
    chance = people.draws.uniform("trouble/duplicate_census", len(SPRINGS))[main, place]
    kind = people.draws.uniform("trouble/duplicate kind", len(SPRINGS))[main, place]
    twice = (chance < p["trouble.duplicate_census"]) & (people.sector[main] == model.STATE)
    status = np.where(twice, np.where(kind < 0.55, 1, np.where(kind < 0.65, 2, 3)), 0)
    alone = people.draws.uniform("trouble/off_roll_only", len(SPRINGS))[main, place]
    off_roll = (status == 2) | (~twice & (alone < p["trouble.off_roll_only"]))
    return np.flatnonzero(twice), status, off_roll


def _census_school(people, p, place, rows, second, left, status):
    """School, entry and leaving of each row; a second record comes from another school."""
    draws, spring = people.draws, SPRINGS[place]
    count = p["place.state_schools_per_la"]
    other = (draws.uniform("school/second", len(SPRINGS))[rows, place] * (count - 1)).astype(int)
    school = people.school[rows, place]
    school = np.where(second, (school + 1 + other) % count, school)
    moved = (people.school[rows, place] != people.school[rows, max(place - 1, 0)]) | second
    within = (draws.uniform("school/entry", len(SPRINGS))[rows, place] * 100).astype(np.int64)
    first_day = day(people.cohort[rows] - 5, 9, 3)
    entry = np.where(moved, day(np.full(len(rows), spring - 1), 9, 4) + within, first_day)
    leaving = np.maximum(entry + 20, day(np.full(len(rows), spring - 1), 10, 1) + within // 2)
    # Of two schools that the pupil has left, the main record is the one left later.
    leaving = np.where(status == 2, day(np.full(len(rows), spring), 1, 4) + within // 20, leaving)
    return _school_names(people, rows, school, p, "census") | {
        "census_entry_date": Values(entry),
        "census_leaving_date": Values(np.where(left, leaving, 0), null=~left),
    }


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


def _census_person(people, keys, p, place, rows):
    """Who the pupil is, as the school knows it that spring."""
    spring = SPRINGS[place]
    # The second PMR is the one of the earliest census in which a cohort stands.
    old = keys.has_second_pmr[rows] & (spring == SPRINGS[0])
    sen, minor = people.sen[rows], people.ethnic[rows]
    types = tuple(p["sen.types"])
    shares = list(p["sen.types"].values())
    first = people.draws.choice("sen/first type", shares)[rows]
    other = people.draws.choice("sen/second type", shares)[rows]
    has_type = sen >= 2
    has_other = has_type & people.draws.happens("sen/two", p["sen.second_type"])[rows]
    language = _language(people)[rows]
    major = np.array([_MAJOR.get(code, _MAJOR.get(code[0])) for code in ETHNIC_GROUPS])
    return _demography(people, rows) | {
        "census_pmr": Values(np.where(old, keys.second_pmr[rows], keys.pmr[rows]), kind=ids.PMR),
        "census_fsm": Values(people.fsm[rows, place].astype(np.int64)),
        "census_ethnic_minor": Values(minor, labels=ETHNIC_GROUPS),
        "census_ethnic_major": Values(major[minor], labels=MAJOR_GROUPS),
        "census_language_minor": Values(language, labels=("ENG", "ENB", "OTH", "OTB", "NOT")),
        "census_language_major": Values(
            np.array([0, 0, 1, 1, 2])[language], labels=("1_ENG", "2_OTH", "3_UNCL")
        ),
        "census_sen": Values(sen, labels=SEN),
        "census_sen_primary": Values(first, null=~has_type, labels=types),
        "census_sen_secondary": Values(other, null=~has_other, labels=types),
        **_area(people, people.area[rows, place], p),
    }


def _language(people):
    sure = people.draws.uniform("school/language known")
    code = np.where(people.other_language, np.where(sure < 0.03, 3, 2), np.where(sure < 0.02, 1, 0))
    return np.where(sure > 0.993, 4, code)


def _area(people, area, p):
    """Code, IDACI score and rank of the small areas in which rows live."""
    low = int(area.min()) if len(area) else 0
    numbers = np.arange(low, int(area.max()) + 1 if len(area) else low)
    if not len(numbers):
        numbers = np.array([low])
    advantage = model.area_advantage(people.draws, numbers, p)
    score = logistic(p["place.idaci_centre"] + p["place.idaci_slope"] * advantage)
    rank = 1 + np.floor(normal_share(advantage) * AREAS_IN_ENGLAND).astype(np.int64)
    codes = tuple(f"E019{n:05d}" for n in numbers.tolist())
    return {
        "census_lsoa": Values(area - low, labels=codes),
        "census_idaci_score": Values(score[area - low]),
        "census_idaci_rank": Values(rank[area - low]),
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


# -------------------------------------------------------------------------------------- university


def hesa(people, keys, p, year):
    """Rows of the academic year that ends in ``year``: degrees and master's courses."""
    course_year = year - people.entry_year + 1
    first_degree = people.entered & (course_year >= 1) & (course_year <= people.years_done)
    masters = people.masters & (course_year == people.years + 1)
    again = people.draws.happens("trouble/two_courses", p["trouble.two_courses"])
    again &= people.years_done > 1  # who drops out in the first year does not begin twice
    abandoned = np.flatnonzero(again & first_degree & (course_year == 1))
    rows = np.flatnonzero(first_degree | masters)
    short = np.arange(len(rows) + len(abandoned)) >= len(rows)  # the course left before Christmas
    rows = np.concatenate([rows, abandoned])
    post = masters[rows]
    last = short | post | (course_year[rows] == people.years_done[rows])
    obtained = last & ~short & (post | people.degree[rows])
    stage = np.where(post, 1, course_year[rows])
    started = _start_day(people, rows, year - stage)
    started = np.where(again[rows] & ~short & ~post, day(year - stage + 1, 1, 12), started)
    values = _hesa_outcome(people, rows, post, last, obtained, short, year)
    values |= _hesa_subject(people, p, rows, year)
    values |= _hesa_provider(people, rows, short)
    return values | {
        "he_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "he_registered": Values(np.ones(len(rows), dtype=np.int64)),
        "he_qualified": Values(obtained.astype(np.int64)),
        "he_first_year": Values((stage == 1).astype(np.int64)),
        "he_start": Values(started),
        "he_course_year": Values(stage),
        "he_student_year": Values(stage),
        "he_mode": Values(np.where(_sandwich(people, p, rows, stage), 2, 1)),
        "he_level": Values(np.where(post, 2, 4)),
        "he_sex": Values(1 + people.female[rows].astype(np.int64)),
    }


def _start_day(people, rows, autumn):
    late = (people.draws.uniform("he/start day")[rows] * 3).astype(np.int64)
    return day(autumn, 9, 17) + 7 * late


def _sandwich(people, p, rows, stage):
    """The third of four years in engineering and business is a year in work."""
    names = model.subjects(p)
    kinds = [names.index("engineering"), names.index("business")]
    return np.isin(people.subject[rows], kinds) & (people.years[rows] == 4) & (stage == 3)


def _hesa_outcome(people, rows, post, last, obtained, short, year):
    why = people.draws.uniform("he/reason")[rows]
    reason = np.where(why < 0.35, 1, np.where(why < 0.75, 3, np.where(why < 0.85, 4, 5)))
    reason = np.where(short, 2, reason)
    within = (people.draws.uniform("he/leaving day")[rows] * 240).astype(np.int64)
    end = np.where(obtained, day(np.full(len(rows), year), 6, 30), day(year - 1, 10, 15) + within)
    end = np.where(post, day(np.full(len(rows), year), 7, 31), end)
    end = np.where(short, day(year - 1, 11, 10) + within // 8, end)
    degree_class = np.array(DEGREE_CLASSES)[people.degree_class[rows]]
    graded = obtained & ~post & (people.years[rows] != 5)
    without_honours = graded & (degree_class == 5)
    return {
        "he_end": Values(np.where(last, end, 0), null=~last),
        "he_reason_ended": Values(
            np.where(obtained, 0, reason), null=~last, labels=("01", "02", "03", "07", "10", "99")
        ),
        "he_level_obtained": Values(np.where(post, 2, 4), null=~obtained),
        "he_qualification": Values(
            np.where(post, 2, np.where(without_honours, 1, 0)),
            null=~obtained,
            labels=("H00", "I00", "M00"),
        ),
        "he_class": Values(np.where(graded, degree_class, 9)),
    }


def _hesa_subject(people, p, rows, year):
    names = model.subjects(p)
    codes = tuple(JACS[name][year >= JACS3_FROM] for name in names)
    letters = tuple(sorted({code[0] for code in codes}))
    first = people.subject[rows]
    step = 1 + (people.draws.uniform("he/second subject")[rows] * (len(names) - 1)).astype(np.int64)
    joint = people.draws.happens("he/joint", p["he.joint"])[rows] & (people.years[rows] != 5)
    none = np.ones(len(rows), dtype=bool)
    nothing = np.zeros(len(rows), dtype=np.int64)
    group = np.array([letters.index(code[0]) for code in codes])
    return {
        "he_subject_1": Values(first, labels=codes),
        "he_subject_share_1": Values(np.where(joint, 0.5, 1.0)),
        "he_subject_group_1": Values(group[first], labels=letters),
        "he_subject_2": Values((first + step) % len(names), null=~joint, labels=codes),
        "he_subject_3": Values(nothing, null=none, labels=codes),
        "he_subject_4": Values(nothing, null=none, labels=codes),
    }


def _hesa_provider(people, rows, short):
    """A provider of the group, or for a course soon left another; no pseudonym shows the group."""
    sizes = np.array([PROVIDERS[group] for group in GROUPS])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    drawn = people.draws.uniform("he/provider")
    provider = (starts[people.group] + (drawn * sizes[people.group]).astype(np.int64))[rows]
    provider = np.where(short, (provider + sizes[0]) % sizes.sum(), provider)
    every = np.arange(sizes.sum())
    order = np.argsort(people.draws.uniform_of("he/provider name", every), kind="stable")
    labels = tuple(f"SYNHE{n + 1:04d}" for n in np.argsort(order, kind="stable").tolist())
    region = (people.draws.uniform_of("he/provider region", every) * 9).astype(np.int64)
    return {
        "he_provider": Values(provider, labels=labels),
        "he_provider_region": Values(
            region[provider], labels=("A", "B", "D", "E", "F", "G", "H", "J", "K")
        ),
    }


# ------------------------------------------------------------------------------------ work and pay


@dataclass
class Spells:
    """True spells in work, one entry each, in order of person and start."""

    row: np.ndarray  # place of the person in the block
    start: np.ndarray  # days since 1970-01-01
    end: np.ndarray
    start_year: np.ndarray  # tax year, by the year in which it begins
    end_year: np.ndarray
    hard_start: np.ndarray  # begins a run of years: nothing precedes it in its tax year
    hard_end: np.ndarray  # ends a run of years
    open: np.ndarray  # goes on at the end of the last tax year


def employment(people, p):
    """Spells in work, and the days worked in each tax year, of shape (people, tax years).

    A run of years in work begins and ends on a day of chance; a year in the middle of a run may
    hold a break, or a change of job without one, which splits the run if the two are not merged.
    """
    draws, works = people.draws, people.works
    n, count = works.shape
    before = np.concatenate([np.zeros((n, 1), bool), works[:, :-1]], axis=1)
    later = np.concatenate([works[:, 1:], np.ones((n, 1), bool)], axis=1)
    begins, ends = works & ~before, works & ~later
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    length = np.array([int(day(year + 1, 4, 6)) for year in TAX_YEARS]) - first_day
    a = (draws.uniform("work/begins", count) * 350).astype(np.int64)
    b = (draws.uniform("work/ends", count) * 350).astype(np.int64) + 10
    a, b = (
        np.where(begins & ends, np.minimum(a, b), a),
        np.where(begins & ends, np.maximum(a, b), b),
    )
    b = np.where(begins & ends, np.maximum(b, a + 5), b)
    middle = works & ~begins & ~ends
    chance = draws.uniform("work/change", count)
    gap = middle & (chance < p["work.gap"])
    change = middle & ~gap & (chance < p["work.gap"] + p["work.new_job"])
    split = change & (draws.uniform("trouble/merged_spells", count) >= p["trouble.merged_spells"])
    stop = 20 + (draws.uniform("work/gap day", count) * 180).astype(np.int64)
    pause = 14 + (draws.uniform("work/gap length", count) * 136).astype(np.int64)
    again = np.where(gap, stop + pause, stop + 1)
    running = works[:, -1] & ~ends[:, -1]
    spells = _pair(begins, ends, gap | split, a, b, stop, again, first_day, running)
    worked = np.where(begins, length - a, np.where(ends, b + 1, length))
    worked = np.where(begins & ends, b - a + 1, worked) - np.where(gap, pause - 1, 0)
    return spells, np.where(works, worked, 0)


def _pair(begins, ends, split, a, b, stop, again, first_day, running):
    """Starts and ends of spells in the order of person and day; the k-th start has the k-th end."""
    count = begins.shape[1]
    starts = np.stack([begins, split], axis=2)
    start_days = np.stack([first_day + a, first_day + again], axis=2)
    closing = ends.copy()
    closing[:, -1] |= running
    stops = np.stack([split, closing], axis=2)
    end_days = np.stack([first_day + stop, first_day + b], axis=2)
    end_days[:, -1, 1] = np.where(running, _LAST_TAX_DAY, end_days[:, -1, 1])
    at, to = np.flatnonzero(starts), np.flatnonzero(stops)
    start_year, end_year = at // 2 % count, to // 2 % count
    row = at // (2 * count)
    hard_end = (to % 2 == 1) & ends[row, end_year]
    return Spells(
        row=row,
        start=start_days.ravel()[at],
        end=end_days.ravel()[to],
        start_year=start_year,
        end_year=end_year,
        hard_start=at % 2 == 0,
        hard_end=hard_end,
        open=(to % 2 == 1) & ~hard_end,
    )


def employment_rows(people, keys, p, spells):
    """Rows of the employment table, for the keys that are delivered, with dates as recorded."""
    draws, count = people.draws, len(TAX_YEARS)
    where = spells.row, spells.start_year
    first_day = np.array([int(day(year, 4, 6)) for year in TAX_YEARS])
    next_day = np.array([int(day(year + 1, 4, 5)) for year in TAX_YEARS])
    no_start = draws.uniform("trouble/default_start", count)[where] < p["trouble.default_start"]
    no_start &= spells.hard_start
    no_end = draws.uniform("trouble/default_end", count)[where] < p["trouble.default_end"]
    no_end &= spells.hard_end
    stays_open = draws.uniform("trouble/open_end", count)[where] < p["trouble.open_end"]
    end = np.where(no_end, next_day[spells.end_year], spells.end)
    end = np.where(spells.open & stays_open, OPEN_END, end)
    # With an end in the same tax year only, the start is put on the day before it.
    short = no_start & ~no_end & (spells.end_year == spells.start_year)
    short &= draws.uniform("work/day before", count)[where] < 0.5
    start = np.where(no_start, first_day[spells.start_year], spells.start)
    start = np.where(short & (end != OPEN_END), end - 1, start)
    rows = np.flatnonzero(keys.delivered[spells.row])
    row = spells.row[rows]
    return {
        "job_edukey": Values(_edukey_at(keys, row, spells.start_year[rows]), kind=ids.EDUKEY),
        "job_start": Values(start[rows]),
        "job_end": Values(end[rows]),
        "job_start_uncertain": Values(no_start[rows]),
        "job_end_uncertain": Values(no_end[rows]),
    }


def _edukey_at(keys, row, year_place):
    """The EDUKEY under which a person's records of a tax year stand."""
    early = np.array(TAX_YEARS)[year_place] < keys.second_edukey_until[row]
    early &= keys.linked[row]
    return np.where(early, keys.second_edukey[row], keys.edukey[row])


def earnings_rows(people, keys, p, days_worked):
    """Rows of the earnings table: pay for the days worked in each tax year."""
    draws, count = people.draws, len(TAX_YEARS)
    pay = model.realised_pay(people, p) * days_worked / 365
    earnings = np.maximum(np.rint(pay), p["pay.lowest"]).astype(np.int64)
    zero = draws.uniform("trouble/zero_earnings", count) < p["trouble.zero_earnings"]
    earnings[zero] = 0
    row, year = np.nonzero(people.works & keys.delivered[:, None])
    return {
        "pay_edukey": Values(_edukey_at(keys, row, year), kind=ids.EDUKEY),
        "pay_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[year])),
        "pay_earnings": Values(earnings[row, year]),
    }


def tax_year_label(year):
    """200809 for the tax year that begins in 2008."""
    return year * 100 + (year + 1) % 100


# -------------------------------------------------------------------------------------- the truth


def truth_people(people, keys, p):
    """Everything about the people that no record shows, with their potential outcomes."""
    year = people.cohort + p["pay.outcome_year"]
    at = np.arange(len(people.person)), year - TAX_YEARS[0]
    prices = np.array([p.table("pay.prices")[y] for y in TAX_YEARS])
    nominal = log(prices)[at[1]]
    log_0, log_1 = people.log_pay_0[at] + nominal, people.log_pay_1[at] + nominal
    graduated = people.entry_year + people.years - 1
    return {
        "person": Values(people.person),
        "cohort": Values(people.cohort),
        "true_pmr": Values(keys.pmr, kind=ids.PMR),
        "true_ae_id": Values(keys.ae_id),
        "true_edukey": Values(keys.edukey, kind=ids.EDUKEY),
        "linked": Values(keys.linked & keys.resolved),
        "female": Values(people.female),
        "independent": Values(people.sector == model.INDEPENDENT),
        "family": Values(people.family),
        "ability": Values(people.ability),
        "ambition": Values(people.ambition),
        "taste": Values(people.taste),
        "attainment": Values(people.attainment),
        "entry_year": Values(people.entry_year, null=~people.entered),
        "degree": Values(people.degree),
        "degree_year": Values(graduated, null=~people.degree),
        "subject": Values(people.subject, labels=model.subjects(p)),
        "provider_group": Values(people.group, labels=GROUPS),
        "outcome_tax_year": Values(tax_year_label(year)),
        "log_pay_0": Values(log_0),
        "log_pay_1": Values(log_1),
        "pay_0": Values(np.rint(exp(log_0)).astype(np.int64)),
        "pay_1": Values(np.rint(exp(log_1)).astype(np.int64)),
    }


def truth_parameters(p: Parameters):
    """The parameters, one row for each number."""
    lines = []
    for item in p.items:
        table = item.value if isinstance(item.value, dict) else {"": item.value}
        for entry, value in table.items():
            name = f"{item.name}.{entry}" if entry else item.name
            lines.append((name, repr(value), item.unit, item.meaning, item.source))
    columns = ("name", "value", "unit", "meaning", "source")
    return {"parameter_number": Values(np.arange(len(lines)))} | {
        f"parameter_{column}": _labelled([line[place] for line in lines])
        for place, column in enumerate(columns)
    }


def _labelled(texts):
    labels, places = np.unique(texts, return_inverse=True)
    return Values(places, labels=tuple(labels.tolist()))


def _constant(text, count):
    return Values(np.zeros(count, dtype=np.int64), labels=(text,))


def _third_thursday(year):
    """The third Thursday of January, as days since 1970-01-01, which was a Thursday."""
    first = int(day(year, 1, 1))
    return first + (-first) % 7 + 14
