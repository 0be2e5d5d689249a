"""Key Stage 4 results: what the rows of the exam table add up to, and the pupil table.

Everything here is computed from the exam rows, as a researcher can do again. Measures keep their
meaning through the reforms where they can, and their columns do not: ``_FILLED`` says for each
measure in which columns, and in which years, the real pupil table shows it.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import childhood_exams as exams
from leo_course.synthesis.domains import childhood_stages as stages
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.childhood_exams import CATALOGUE, FAMILY, PILLAR, SIZE
from leo_course.synthesis.domains.childhood_stages import flag, only
from leo_course.synthesis.model import ETHNIC_GROUPS, of_year

FIRST, LAST = model.COHORTS[0], model.COHORTS[-1]
ATTAINMENT_8_FROM = 2016
NEW_POINTS_FROM = 2017  # the pupil table's points are those of grades 9 to 1
BEST_OF_ENGLISH_FROM = 2016  # language or literature will do
SCALED_FROM = stages.SCALED_FROM + stages.AFTER[2]  # cohort whose Key Stage 2 was scaled


def attain(people, p):
    """Sit the exams; fill ``people.results`` with what pupils hold, whatever the tables count."""
    sheet = exams.sit(people, p)
    people.lives["childhood"].exams = sheet
    held = sheet.take(np.flatnonzero(~sheet.discounted & ~sheet.capped))
    got = measures(held, held.person, people.cohort)
    names = {"gcse_ac": "all_ac", "gcse_aa": "all_aa", "level2": "level2", "level2_em": "level2_em"}
    names |= {"capped": "capped_old", "points": "points_old"}
    people.results = {name: got[measure] for name, measure in names.items()}
    for name in ("gcse_ac", "gcse_aa", "capped", "points"):
        people.results[name] = np.rint(people.results[name]).astype(np.int64)


# ------------------------------------------------------------------------------------- measures


def measures(sheet, pupil, cohort):
    """What rows add up to for each pupil: ``{name: array}``.

    ``pupil`` is the place of each row's pupil among those of ``cohort``.
    """
    count = len(cohort)

    def total(values, where=None):
        chosen = slice(None) if where is None else where
        return np.bincount(pupil[chosen], values[chosen], minlength=count)

    def has(where):
        return np.bincount(pupil[where], minlength=count) > 0

    family, subject, size = FAMILY[sheet.subject], sheet.subject, SIZE[sheet.subject]
    full = np.isin(family, (exams.FULL, exams.DOUBLE, exams.COMBINED))
    short, applied, gnvq = (family == f for f in (exams.SHORT, exams.APPLIED, exams.GNVQ))
    vocational = np.isin(family, (exams.GNVQ, exams.OTHER, exams.AWARD, exams.APPLIED))
    with_gnvq = exams.IS_GCSE[subject] | gnvq
    good, passed = exams.both(sheet, exams.LEVEL_2), exams.both(sheet, exams.PASSED)
    top, strong = exams.both(sheet, exams.TOP), exams.both(sheet, exams.FIVE_UP)
    old, new = exams.old_points(sheet), exams.new_points(sheet)
    points = np.where(sheet.cohort >= NEW_POINTS_FROM, new * size, old)
    out = {
        "entries": total(np.ones(len(pupil))),
        "gcsefull": total(size, full),
        "gcseshort": has_number(pupil, short, count),
        "gcsevoc": has_number(pupil, applied, count),
        "entry_g": total(size, with_gnvq),
        "entry_e": total(size),
        "all_ac": total(good, full),
        "all_aa": total(top, full),
        "gcse_ag": total(passed, full),
        "short_ac": total(good, short),
        "short_ag": total(passed, short),
        "gvoc_ac": total(good, applied),
        "gvoc_ag": total(passed, applied),
        "gnvq": total(good, gnvq),
        "btec": has_number(pupil, (family == exams.OTHER) & (passed > 0), count),
        "pass_aa": total(top, with_gnvq),
        "pass_ac": total(good, with_gnvq),
        "pass_ag": total(passed, with_gnvq),
        "pass_lev2": total(good),
        "pass_lev1": total(passed),
        "points": total(points),
        "points_g": total(points, with_gnvq),
        "points_old": total(old),
        "capped": capped(points, size, pupil, count),
        "capped_old": capped(old, size, pupil, count),
        "vocqual": has(vocational & (passed > 0)),
        "gcse_95": total(strong, full),
    }
    names = ("astar", "a", "b", "c", "d", "e", "f", "g", "u")
    for place, name in enumerate(names):
        is_grade = (np.arange(len(exams.GRADES)) == place).astype(np.int64)
        out[f"gcse_{name}"] = total(exams.both(sheet, is_grade), full)
    for number in range(1, 10):
        is_grade = (np.arange(len(exams.GRADES)) == 18 - number).astype(np.int64)
        out[f"gcse_{number}"] = total(exams.both(sheet, is_grade), full)
    out["gcse_dg"] = out["gcse_ag"] - out["all_ac"]
    out |= _core(sheet, pupil, count, cohort)
    out |= _thresholds(out)
    out |= _baccalaureate(sheet, pupil, cohort, new, points)
    out |= _attainment_8(sheet, pupil, count, new)
    return out


def has_number(pupil, where, count):
    return np.bincount(pupil[where], minlength=count).astype(np.float64)


def capped(points, size, pupil, count, most=8.0):
    """Points for the best eight GCSEs' worth; of the last qualification a part may count."""
    each = points / size
    order = np.lexsort((np.arange(len(pupil)), -each, pupil))
    worth, whose = size[order], pupil[order]
    before = np.cumsum(worth) - worth
    starts = np.r_[True, whose[1:] != whose[:-1]] if len(whose) else np.zeros(0, bool)
    begins = np.maximum.accumulate(np.where(starts, before, 0.0)) if len(whose) else before
    part = np.clip(most - (before - begins), 0, worth)
    return np.bincount(whose, each[order] * part, minlength=count)


def best(values, pupil, where, count, least=0.0):
    """The highest value among a pupil's rows of a kind; ``least`` for those without."""
    out = np.full(count, least)
    np.maximum.at(out, pupil[where], values[where])
    return out


def _core(sheet, pupil, count, cohort):
    """English and mathematics: entries, passes at three heights, best grades."""
    pillar = PILLAR[sheet.subject]
    lit_counts = sheet.cohort >= BEST_OF_ENGLISH_FROM
    rows = {
        "eng": (pillar == "eng") | (pillar == "lit") & lit_counts,
        "language": pillar == "eng",
        "literature": pillar == "lit",
        "mat": pillar == "mat",
    }
    out = {}
    for name, where in rows.items():
        out[f"{name}_e"] = best(np.ones(len(pupil)), pupil, where, count) > 0
        for height, table in (("ag", exams.PASSED), ("94", exams.LEVEL_2), ("95", exams.FIVE_UP)):
            got = table[sheet.grade].astype(np.float64)
            out[f"{name}_{height}"] = best(got, pupil, where, count) > 0
    for height in ("ag", "94", "95"):
        out[f"basics_{height}"] = out[f"eng_{height}"] & out[f"mat_{height}"]
    out["basics_e"] = out["eng_e"] & out["mat_e"]
    return out


def _thresholds(m):
    """Level 2 is five GCSEs at A* to C or as much, Level 1 five at A* to G."""
    gcse_2 = m["all_ac"] + m["short_ac"] + m["gvoc_ac"]
    level2, level1 = m["pass_lev2"] >= 5, m["pass_lev1"] >= 5
    return {
        "five_aa": m["pass_aa"] >= 5,
        "five_ac": m["pass_ac"] >= 5,
        "five_ag": m["pass_ag"] >= 5,
        "level2": level2,
        "level1": level1,
        "any_level1": m["pass_lev1"] >= 1,
        "any_pass": m["pass_lev1"] > 0,
        "one_ac": m["pass_lev2"] >= 1,
        "level2_em": level2 & m["basics_94"],
        "level1_em": level1 & m["basics_ag"],
        "glevel2": gcse_2 >= 5,
        "glevel2_em": (gcse_2 >= 5) & m["basics_94"],
        "five_94": m["pass_lev2"] >= 5,
    }


def _baccalaureate(sheet, pupil, cohort, new, points):
    """The five pillars of the English Baccalaureate: entered, passed at two heights, points."""
    count, pillar = len(cohort), PILLAR[sheet.subject]
    one = np.ones(len(pupil))

    def number(where, table=None):
        weight = one if table is None else table[np.maximum(sheet.grade, sheet.second)]
        return np.bincount(pupil[where], weight[where], minlength=count)

    each = points / SIZE[sheet.subject]
    out, sciences = {}, pillar == "sep"
    for height, table in (("e", None), ("94", exams.LEVEL_2), ("95", exams.FIVE_UP)):

        def got(name, table=table):
            return number(pillar == name, table)

        pair = (got("dbl") > 0) | (got("comb") > 0) | ((got("core") > 0) & (got("add") > 0))
        three = number(sciences) >= 3
        separate = three if table is None else three & (number(sciences, table) >= 2)
        out[f"sci_{height}"] = pair | separate
        out[f"hum_{height}"] = got("hum") > 0
        out[f"lan_{height}"] = got("lan") > 0
    for name in ("hum", "lan"):
        out[f"points_{name}"] = best(each, pupil, pillar == name, count)
    out["points_mat"] = best(each, pupil, pillar == "mat", count)
    english = (pillar == "eng") | (pillar == "lit") & (sheet.cohort >= BEST_OF_ENGLISH_FROM)
    out["points_eng"] = best(each, pupil, english, count)
    pairs = np.isin(pillar, ("dbl", "comb"))
    double = best(each, pupil, pairs, count)
    two = np.isin(pillar, ("core", "add"))
    core_and_more = number(two) >= 2
    average = np.bincount(pupil[two], each[two], minlength=count) / 2
    rows = np.flatnonzero(sciences)
    rank = exams.ranks(pupil[rows], -each[rows])
    first_two = rows[rank < 2]
    split = np.bincount(pupil[first_two], each[first_two], minlength=count) / 2
    split = np.where(number(sciences) >= 3, split, 0)
    out["points_sci"] = np.maximum(np.maximum(double, np.where(core_and_more, average, 0)), split)
    return out


def combine(m):
    """Whole baccalaureates from their pillars, which ``measures`` leaves apart."""
    out = {}
    for height in ("e", "94", "95"):
        # The strong pass is asked of English and mathematics, and of the others from 2018 too.
        out[f"ebacc_{height}"] = (
            m[f"basics_{height}"] & m[f"sci_{height}"] & m[f"hum_{height}"] & m[f"lan_{height}"]
        )
    pillars = ("eng", "mat", "hum", "lan")
    total = sum(m[f"points_{name}"] for name in pillars) + 2 * m["points_sci"]
    out["ebacc_points"] = total / 6
    return out


def _attainment_8(sheet, pupil, count, new):
    """English and mathematics twice, three more of the baccalaureate, three of any kind."""
    pillar = PILLAR[sheet.subject]
    language, literature = (best(new, pupil, pillar == name, count) for name in ("eng", "lit"))
    english = np.maximum(language, literature)
    taken = [best(np.ones(len(pupil)), pupil, pillar == name, count) > 0 for name in ("eng", "lit")]
    both_taken = taken[0] & taken[1]
    spare = np.where(both_taken, np.minimum(language, literature), 0)
    maths = best(new, pupil, pillar == "mat", count)
    rows = np.flatnonzero(exams._ebacc(sheet))
    pairs = rows[np.isin(PILLAR[sheet.subject[rows]], ("dbl", "comb"))]
    rows = np.concatenate([rows, pairs])  # a double award fills two slots
    rank = exams.ranks(pupil[rows], -new[rows])
    academic = [_at(pupil[rows], new[rows], rank == n, count) for n in range(3)]
    filled = np.minimum(np.bincount(pupil[rows], minlength=count), 3)
    rest, other = rows[rank >= 3], np.flatnonzero(exams._open_only(sheet))
    every = np.flatnonzero(both_taken)
    whose = np.concatenate([pupil[rest], pupil[other], every])
    worth = np.concatenate([new[rest], new[other], spare[every]])
    award = FAMILY[sheet.subject[other]] == exams.AWARD
    gcse = np.concatenate([np.ones(len(rest), bool), ~award, np.ones(len(every), bool)])
    rank = exams.ranks(whose, -worth)
    opened = [_at(whose, worth, rank == n, count) for n in range(3)]
    out = {
        "slot1": np.where(both_taken, 2, 1) * english,
        "slot2": 2 * maths,
        "ebac_fill": filled,
        "open_fill": np.minimum(np.bincount(whose, minlength=count), 3),
        "ebac_score": sum(academic),
        "open_score": sum(opened),
        "open_gcse": _sum_at(whose, worth, (rank < 3) & gcse, count),
    }
    out |= {f"slot{3 + n}": part for n, part in enumerate(academic)}
    out |= {f"slot{6 + n}": part for n, part in enumerate(opened)}
    out["att8"] = out["slot1"] + out["slot2"] + out["ebac_score"] + out["open_score"]
    return out


def _at(pupil, values, where, count):
    return _sum_at(pupil, values, where, count)


def _sum_at(pupil, values, where, count):
    return np.bincount(pupil[where], values[where], minlength=count)


# ---------------------------------------------------------------------------------- the columns


def _eras(first, last=2013, ptq=2014, new=(2015, LAST)):
    """Years of a measure's three columns: to 2013, the year of change, from 2015."""
    spans = {"": (first, last)}
    if ptq:
        spans["_ptq"] = (ptq, ptq)
    if new:
        spans["_ptq_ee"] = new
    return spans


# measure -> {ending of the variable: years in which it is filled}. "_94" and "_95" are columns of
# their own in the form; a measure named twice has one more set of columns.
_FILLED = {
    "entries": {"": (FIRST, LAST)},
    "gcsefull": _eras(2002, new=None),
    "gcseshort": {"": (2002, 2013)},
    "gcsevoc": _eras(2004),
    "entry_g": _eras(2002),
    "entry_e": _eras(2004, new=(2015, 2015)) | {"_3ng_ptq_ee": (2016, LAST)},
    **{f"gcse_{g}": _eras(2002, new=(2015, 2016)) for g in ("astar", *"abcdefg")},
    "gcse_u": {"": (2010, 2013)},
    **{f"gcse_{g}": _eras(2004, new=(2015, 2016)) for g in ("aa", "ac", "ag", "dg")},
    **{f"gcse_{n}": {"": (2021, 2021)} for n in (*range(1, 10), 95, 94, 91)},
    "short_ac": {"": (2002, 2013)},
    "short_ag": {"": (2002, 2013)},
    "gvoc_ac": _eras(2004, new=(2015, 2016)),
    "gvoc_ag": _eras(2004, new=(2015, 2016)),
    "gnvq": {"": (2002, 2013)},
    "btec": _eras(2008),
    "pass_aa": _eras(2002, new=(2015, 2016)),
    "pass_ac": _eras(2002, new=(2015, 2015)) | {"_3ng_ptq_ee": (2016, 2017)},
    "pass_94": {"": (2018, LAST)},
    "one_ac": _eras(2009, new=(2015, 2016)),
    "one_94": {"": (2018, LAST)},
    "pass_ag": _eras(2002, new=(2015, 2016)),
    "pass_lev2": _eras(2006),
    "pass_lev1": _eras(2006),
    "points": _eras(2004),
    "capped": _eras(2004),
    "points_g": _eras(2004, new=None),
    "five_aa": _eras(2002, new=(2015, 2016)),
    "five_ac": _eras(2002, new=(2015, 2016)),
    "five_ag": _eras(2002, new=(2015, 2016)),
    "five_94": {"": (2021, 2021)},
    "level2": _eras(2004),
    "level1": _eras(2004),
    "any_level1": _eras(2004),
    "any_pass": _eras(2005),
    "vocqual": _eras(2008),
    "glevel2": _eras(2011),
    "glevel2_em": _eras(2011),
    "level2_em": _eras(2004, new=None) | {"_94": (2015, LAST)},
    "level1_em": _eras(2004),
    "lev2eng": _eras(2006, new=None),
    "lev2mat": _eras(2006, new=None),
    "lev2em": _eras(2005, new=(2015, 2016)) | {"_94": (2017, LAST), "_95": (2017, LAST)},
    **{name: _eras(2009) for name in ("engatt", "mathatt")},
    **{
        name: _eras(2009, new=(2015, 2016)) | {"_94": (2017, LAST), "_95": (2017, LAST)}
        for name in ("engac", "mathac")
    },
    "ebaceng": _eras(2010, new=(2015, 2015))
    | {"_ll_ptq_ee": (2016, 2016), "_94": (2017, LAST), "_95": (2017, LAST)},
    "ebacmat": _eras(2010, new=(2015, 2016)) | {"_94": (2017, LAST), "_95": (2017, LAST)},
    **{
        name: _eras(2010, new=(2015, 2017)) | {"_94": (2018, LAST), "_95": (2018, LAST)}
        for name in ("ebac2sci", "ebachum")
    },
    "ebaclan": _eras(2010, new=(2015, 2017)) | {"_94": (2018, LAST)},
    "ebacc": _eras(2010, new=(2015, 2016)) | {"_94": (2017, LAST), "_95": (2017, LAST)},
    "basics": _eras(2010, new=(2015, 2015))
    | {"_ll_ptq_ee": (2016, LAST), "_94": (2017, LAST), "_95": (2017, LAST)},
    **{
        f"{name}_e": _eras(2011)
        for name in ("ebaceng", "ebacmat", "ebac2sci", "ebachum", "ebaclan", "ebacc")
    },
    **{f"points_{name}": _eras(2011) for name in ("eng", "mat", "sci", "hum", "lan")},
    "ebacc_points": {"": (2017, LAST)},
    **{
        name: {"": (ATTAINMENT_8_FROM, LAST)}
        for name in (
            *(f"slot{n}" for n in range(1, 9)),
            *("ebac_fill", "open_fill", "ebac_score", "open_score", "open_gcse", "open_other"),
            "att8",
        )
    },
}
_OF = {  # measure of a column -> measure it shows; with its height where there are two
    "gcse_aa": "all_aa",
    "gcse_ac": "all_ac",
    "gcse_94": "all_ac",
    "gcse_91": "gcse_ag",
    "pass_94": "pass_lev2",
    "one_94": "one_ac",
    "lev2eng": "eng_94",
    "lev2mat": "mat_94",
    "lev2em": "basics_94",
    "engatt": "eng_e",
    "mathatt": "mat_e",
    "engac": "eng_94",
    "mathac": "mat_94",
    "ebaceng": "eng_94",
    "ebacmat": "mat_94",
    "ebac2sci": "sci_94",
    "ebachum": "hum_94",
    "ebaclan": "lan_94",
    "ebacc": "ebacc_94",
    "basics": "basics_94",
    "ebaceng_e": "eng_e",
    "ebacmat_e": "mat_e",
    "ebac2sci_e": "sci_e",
    "ebachum_e": "hum_e",
    "ebaclan_e": "lan_e",
    "ebacc_e": "ebacc_e",
}
# Grades by subject: years of the columns to 2013, and whether those after 2017 have a new one.
_GRADES = {
    "ENG": (2006, 2017, 2018),
    "MAT": (2006, 2017, 2018),
    "ELIT": (2002, LAST, 2019),
    "DSCI": (2002, None, None),
    "CORESCI": (2009, 2017, None),
    "ADTSCI": (2009, 2017, None),
    "BIO": (2002, LAST, 2018),
    "CHE": (2002, LAST, 2018),
    "PHY": (2002, LAST, 2018),
    "RS": (2002, LAST, 2018),
    "HIS": (2002, 2017, 2018),
    "GEO": (2002, 2017, 2018),
    "FRE": (2002, 2017, 2018),
    "GER": (2002, LAST, 2018),
    "SPAN": (2002, LAST, 2018),
    "ART": (2002, 2017, 2018),
    "RES": (2002, LAST, None),
    "FOOD": (2002, 2017, 2018),
    "GRA": (2002, LAST, None),
    "BUS": (2002, LAST, 2019),
    "PE": (2002, LAST, 2018),
    "DRA": (2002, LAST, 2018),
    "MUS": (2002, LAST, 2018),
    "IT": (2002, 2017, None),
    "MFT": (2006, LAST, 2019),
    "STAT": (2006, LAST, 2019),
    "RE": (2002, 2017, None),
    "ITSC": (2002, None, None),
}


def observe(people, keys, p):
    yield ("NPD_I2", "ks4pupil", None), key_stage_4(people, keys, p)


def key_stage_4(people, keys, p):
    """Rows of the pupil table: everybody, some twice.

    The first row of a pupil with two has all results, the second those of the other school.
    """
    count = len(people.person)
    sheet = people.lives["childhood"].exams
    twice = people.draws.happens("trouble/ks4_duplicates", p["trouble.ks4_duplicates"])
    twice = np.flatnonzero(twice & (people.sector == model.STATE))
    rows = np.concatenate([np.arange(count), twice])
    second = np.arange(len(rows)) >= count
    row_of = np.full(count, -1)
    row_of[twice] = count + np.arange(len(twice))
    here = np.flatnonzero(sheet.counts)
    there = np.flatnonzero(sheet.counts & sheet.elsewhere)
    chosen = sheet.take(np.concatenate([here, there]))
    pupil = np.concatenate([sheet.person[here], row_of[sheet.person[there]]])
    cohort = people.cohort[rows]
    got = measures(chosen, pupil, cohort)
    got |= combine(got)
    got["open_other"] = got["open_score"] - got["open_gcse"]
    values = _who(people, keys, p, rows, second)
    values |= _columns(got, cohort)
    values |= _grade_columns(chosen, pupil, cohort)
    values |= _progress(people, p, rows, got, second)
    return values


def _columns(got, cohort):
    """The columns of each measure, each empty outside its years."""
    out = {}
    for name, spans in _FILLED.items():
        measure = _OF.get(name, name)
        for ending, (first, last) in spans.items():
            data = got[measure]
            if ending == "_95":
                data = got[measure.replace("_94", "_95")]
            if data.dtype == bool:
                data = data.astype(np.int64)
            out[f"ks4_{name}{ending}"] = only(Values(data), cohort, (first, last))
    return out


def _grade_columns(sheet, pupil, cohort):
    """The best grade by subject, in the column of its years and scale."""
    out, count = {}, len(cohort)
    labels = exams.GRADES
    for subject, item in enumerate(CATALOGUE):
        if item.column not in _GRADES:
            continue
        first, last, numbers_from = _GRADES[item.column]
        rows = sheet.subject == subject
        if item.column == "ENG":  # as in the thresholds: language or literature from 2016
            literature = sheet.subject == exams.LITERATURE
            rows |= literature & (sheet.cohort >= BEST_OF_ENGLISH_FROM)
        grade = np.full(count, len(labels))
        np.minimum.at(grade, pupil[rows], sheet.grade[rows])
        none = grade == len(labels)
        shown = np.where(none, 0, grade)
        numbers = shown >= exams.NINE
        name = f"ks4_ap{item.column.lower()}"

        def column(null, *span, shown=shown):
            return only(Values(shown, null, labels), cohort, span)

        out[name] = column(none, first, 2013)
        if last:
            out[f"{name}_ptq"] = column(none, 2014, 2014)
        if last:
            later = none | (numbers & (cohort >= NEW_POINTS_FROM + 1))
            out[f"{name}_ptq_ee"] = column(later, 2015, last)
        if numbers_from:
            out[f"{name}_91"] = column(none | ~numbers, numbers_from, LAST)
    return out


# ------------------------------------------------------------------------------- who the pupil is


def _who(people, keys, p, rows, second):
    cohort = people.cohort[rows]
    school = np.where(second, exams.other_school(people, p)[rows], people.school_at_16[rows])
    values = schools.school_names(people, rows, school, p, "ks4")
    # Results of 2020 and 2021 are not to be held against any school.
    hidden = cohort >= exams.TEACHER_GRADES_FROM
    for name in ("ks4_laestab", "ks4_urn"):
        values[name].null = hidden
    roll = people.draws.uniform("ks4/roll")[rows]
    norflage = np.where(second, 1, np.where(roll < 0.004, 2, np.where(roll < 0.008, 3, 0)))
    counted = ~(second | (norflage == 2))
    state = people.sector[rows] != model.INDEPENDENT
    month = (people.birth_month[rows] + 3) % 12
    values |= schools.demography(people, rows)
    values |= _of_the_census(people, p, rows, ~state)
    kind = _school_type(people, rows, school, p)
    mainstream = state & (kind != SPECIAL_KIND)
    arrived = people.lives["childhood"].arrived[rows]
    new_here = (arrived >= 10) | (people.school[rows, 9] != people.school[rows, 11])
    return values | {
        "ks4_pmr": Values(keys.pmr[rows], kind=ids.PMR),
        "ks4_academic_year": Values(
            cohort - FIRST, labels=tuple(f"{y - 1}/{y}" for y in model.COHORTS)
        ),
        "ks4_year_group": Values(np.full(len(rows), 11)),
        "ks4_actual_group": only(Values(np.full(len(rows), 11)), cohort, (2004, LAST)),
        "ks4_age_start": Values(np.full(len(rows), 15)),
        "ks4_months": Values(11 - month),
        "ks4_age": only(Values(np.full(len(rows), 15)), cohort, (2007, LAST)),
        "ks4_female": only(flag(people.female[rows]), cohort, (2007, LAST)),
        "ks4_establishment_type": Values(np.array(TYPES)[kind]),
        "ks4_institution_type": only(Values(np.array(INSTITUTIONS)[kind]), cohort, (2005, LAST)),
        "ks4_mainstream": only(flag(mainstream), cohort, (2007, LAST)),
        "ks4_maintained": only(flag(state), cohort, (2007, LAST)),
        "ks4_norflage": only(Values(np.array([0, 2, 7, 8])[norflage]), cohort, (2004, LAST)),
        "ks4_school_result": only(flag(counted), cohort, (2004, LAST)),
        "ks4_authority_result": only(flag(counted), cohort, (2004, LAST)),
        "ks4_national_result": only(flag(~second), cohort, (2004, LAST)),
        "ks4_end": only(flag(~second), cohort, (2007, LAST)),
        "ks4_newmobile": only(flag(new_here | second, ~state), cohort, (2012, LAST)),
        "ks4_version": constant("F", len(rows)),
    }


def _of_the_census(people, p, rows, unknown):
    """What the tables take from the census of the year; empty for independent schools."""
    cohort, child = people.cohort[rows], people.lives["childhood"]
    need = stages.needs(people, p, people.cohort)[rows]
    fsm, six = people.fsm[rows, 11], people.fsm[rows, 6:12].any(axis=1)
    begins, ends = child.care_from[rows], child.care_until[rows]
    march = day(cohort, 3, 31)
    cared = (begins <= march) & (ends >= march - 365)
    all_year = (begins <= march - 365) & (ends >= march)
    minor, new = people.ethnic[rows], cohort >= stages.NEW_NEEDS_FROM
    types = tuple(p["sen.types"])
    kind = people.draws.choice("sen/first type", list(p["sen.types"].values()))[rows]
    area = people.area[rows, 11]
    advantage = model.area_advantage(people.draws, area, p)
    score = model.logistic(p["place.idaci_centre"] + p["place.idaci_slope"] * advantage)
    out = {
        "idaci": (Values(score, unknown), 2006, LAST),
        "ethnic": (Values(minor, unknown, ETHNIC_GROUPS), 2015, LAST),
        "flang": (flag(people.other_language[rows], unknown), 2007, LAST),
        "fsm": (flag(fsm, unknown), 2007, LAST),
        "fsm6": (flag(six, unknown), 2012, LAST),
        "fsm6_p": (flag(six, unknown), 2016, LAST),
        "fsm6_cla": (flag(six | all_year, unknown), 2013, LAST),
        "fsm6cla1a": (flag(six | cared, unknown), 2015, LAST),
        "cla_12_months": (flag(all_year), 2011, LAST),
        "cla_1_day": (flag(cared), 2015, LAST),
        "sen_action": (flag((need == 1) & ~new, unknown), 2007, LAST),
        "sen_plus": (flag((need >= 2) & (~new | (need == 3)), unknown), 2007, LAST),
        "senf": (
            Values(
                np.where(new, np.array([0, 3, 3, 4])[need], np.array([0, 1, 2, 5])[need]),
                unknown,
                ("N", "A", "P", "K", "E", "S"),
            ),
            2015,
            LAST,
        ),
        "senk": (flag(np.isin(need, (1, 2)), unknown), 2015, LAST),
        "sene": (flag(need == 3, unknown), 2015, LAST),
        "sense": (flag(need == 3, unknown), 2015, LAST),
        "senapk": (flag(np.isin(need, (1, 2)), unknown), 2015, LAST),
        "sentype": (Values(kind, unknown | (need < 2), types), 2013, LAST),
    }
    for place, code in enumerate(ETHNIC_GROUPS[1:17], start=1):
        out[f"is_{code.lower()}"] = (flag(minor == place, unknown), 2007, 2013)
    out["is_ooth"] = (flag(minor == 17, unknown), 2007, 2013)
    out["is_uncla"] = (flag(minor >= 18, unknown), 2007, 2013)
    return {f"ks4_{name}": only(v, cohort, (a, b)) for name, (v, a, b) in out.items()}


# Kinds of school: the register's code and the performance tables' code for each.
TYPES = (1, 2, 3, 5, 28, 7, 11, 34)
INSTITUTIONS = (21, 22, 23, 24, 20, 26, 29, 51)
SPECIAL_KIND, CONVERTER = 5, 7


def _school_type(people, rows, school, p):
    """Kind of each row's school; mainstream schools become academies one after another."""
    count = p["place.state_schools_per_la"]
    number = people.la[rows] * (count + 2) + school
    drawn = people.draws.uniform_of("school/type", number)
    state = np.searchsorted([0.60, 0.77, 0.80, 0.97], drawn)
    converts = people.draws.uniform_of("school/becomes an academy", number)
    share = of_year(p.table("exams.academies"), people.cohort[rows])
    state = np.where((state != 4) & (converts < share), CONVERTER, state)
    return np.where(school == count, SPECIAL_KIND, np.where(school > count, 6, state))


# ---------------------------------------------------------------------- before, and what was added


def _progress(people, p, rows, got, second):
    """Key Stage 2 as the tables of Key Stage 4 show it, and progress from there."""
    prior = stages.prior(people, p)
    cohort = people.cohort[rows]
    eng, mat = prior["eng"].take(rows), prior["mat"].take(rows)
    sci = prior["sci"].take(rows)
    none = eng.null
    average = (eng.data + mat.data) / 2
    three = (eng.data + mat.data + sci.data) / 3
    with_science = cohort <= stages.LAST_TESTS[2]["science"] + stages.AFTER[2]
    aps = np.where(with_science, three, average) * 6
    group = np.floor(np.clip(average, 1.5, 5.8) * 10 + 0.5) / 10
    out = {
        "cvap_aps": (Values(aps, none), 2005, 2010),
        "cvap_eng": (Values(6 * eng.data, none), 2005, 2010),
        "cvap_mat": (Values(6 * mat.data, none), 2005, 2010),
        "cvap_sci": (Values(6 * sci.data, none), 2006, 2010),
        "emfg": (Values(average, none), 2016, SCALED_FROM - 1),
        "emfg_group": (Values(group, none), 2016, SCALED_FROM - 1),
    }
    for name, value in (("eng", eng), ("mat", mat)):
        level = prior[f"{name}_level"].take(rows)
        for ending, (first, last) in _eras(2011).items():
            last = min(last, SCALED_FROM - 1)
            out[f"vap_{name}{ending}"] = (Values(6 * value.data, none), first, last)
            out[f"level_{name}{ending}"] = (
                Values(level.data, none, tuple(str(n) for n in range(9))),
                first,
                last,
            )
        # Three levels: from 4 to a C, from 5 to a B; a D was worth Level 6.
        best_points = got[f"points_{name}"]
        needed = 40 + 6 * (level.data - 4)
        made = best_points >= np.where(level.data < 2, 16, needed)
        for ending, (first, last) in _eras(2011, new=(2015, 2015)).items():
            out[f"flag_{name}{ending}"] = (flag(made, none), first, last)
    for ending, (first, last) in _eras(2011).items():
        out[f"vap_aps{ending}"] = (Values(aps, none), first, min(last, SCALED_FROM - 1))
    values = {f"ks4_{name}": only(v, cohort, (a, b)) for name, (v, a, b) in out.items()}
    return values | _progress_8(people, p, rows, got, prior, average, second)


def _progress_8(people, p, rows, got, prior, average, second):
    """Progress 8: Attainment 8 less the mean of pupils with the same Key Stage 2, over ten.

    The real means are worked out each year from all pupils; ours stand in the parameters.
    """
    cohort = people.cohort[rows]
    read, maths = prior["read_score"].take(rows), prior["mat_score"].take(rows)
    scaled = (read.data + maths.data) / 2
    newest = cohort >= SCALED_FROM
    none = prior["eng"].take(rows).null
    predicted = np.zeros(len(rows))
    group = np.floor(np.clip(average, 1.5, 5.8) * 10 + 0.5) / 10
    for year in range(ATTAINMENT_8_FROM, LAST + 1):
        points = p.table(f"exams.att8_{year}")  # by ten times the fine level or score
        known = np.clip(scaled, 80, 120) if year >= SCALED_FROM else group
        predicted = np.where(cohort == year, of_year(points, 10 * known), predicted)
    state = people.sector[rows] != model.INDEPENDENT
    measured = ~none & state & ~second
    score = (got["att8"] - predicted) / 10
    lowest = p["exams.progress_lowest"]
    adjusted = np.maximum(score, lowest)
    empty = ~measured
    out = {
        "predicted": (Values(np.rint(predicted * 100) / 100, none), 2016, LAST),
        "in_progress": (flag(measured), 2016, LAST),
        "progress": (Values(np.where(cohort >= 2018, adjusted, score), empty), 2016, LAST),
        "progress_first": (Values(score, empty), 2018, LAST),
        "progress_adjusted": (flag(score < lowest, empty), 2018, LAST),
        "read_score": (Values(read.data, none), SCALED_FROM, LAST),
        "mat_score": (Values(maths.data, none), SCALED_FROM, LAST),
        "emss": (Values(scaled, none | ~newest), SCALED_FROM, LAST),
    }
    return {f"ks4_{name}": only(v, cohort, (a, b)) for name, (v, a, b) in out.items()}
