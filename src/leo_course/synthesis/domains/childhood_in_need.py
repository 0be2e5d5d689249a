"""The census of children in need: a row for each case that was open at some time in a year to 31
March, with the protection plan in it. The columns of the first year and of later ones differ.
"""

import numpy as np

from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.domains import childhood_homes as homes
from leo_course.synthesis.domains import childhood_pupil as pupil
from leo_course.synthesis.domains import schools
from leo_course.synthesis.domains.childhood_homes import OPEN, YEARS_OF_NEED
from leo_course.synthesis.domains.childhood_reports import age_in_years, pseudonyms
from leo_course.synthesis.model import ETHNIC_GROUPS, of_year
from leo_course.synthesis.streams import choose

YEARS = range(2009, 2022)
NO_ACTION = "RC8"


def rows(people, keys, p):
    """Rows of the view, all years."""
    cases = people.lives["childhood"].cases
    case, year = _case_years(cases)
    chance = people.draws.uniform("childhood/need twice", len(YEARS))
    again = np.flatnonzero(chance[cases.person[case], year - YEARS[0]] < p["trouble.need_twice"])
    case, year = np.concatenate([case, case[again]]), np.concatenate([year, year[again]])
    second = np.arange(len(case)) >= len(case) - len(again)
    person = cases.person[case]
    return (
        _child(people, keys, p, person, year)
        | _details(people, p, cases, case, year, second)
        | _plan(people, p, cases, case, year)
    )


def _case_years(cases):
    """Cases and the years to 31 March in which they are open."""
    first = np.maximum(_year_of(cases.begins), YEARS[0])
    last = np.minimum(_year_of(np.minimum(cases.ends, OPEN)), YEARS[-1])
    count = np.maximum(last - first + 1, 0)
    case = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(case)) - np.repeat(np.cumsum(count) - count, count)
    return case, first[case] + within


def _year_of(moment):
    """The year to 31 March that a day is in."""
    months = np.asarray(moment).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return 1970 + (months + 9) // 12


def _drawn(people, name, cases, case):
    """A number from 0 to 1 for each case, the same in every year."""
    place = cases.year - YEARS_OF_NEED[0]
    return people.draws.uniform(f"childhood/{name}", len(YEARS_OF_NEED))[cases.person, place][case]


def _child(people, keys, p, person, year):
    chance = people.draws.uniform("childhood/need without pupil", len(YEARS))
    chance = chance[person, year - YEARS[0]]
    last = day(year, 3, 31)
    months_in = (people.birth_month[person] + 3) % 12
    age_start = year - 1 - people.birth_year[person] - (people.birth_month[person] > 8)
    minor = people.ethnic[person]
    major = pupil.MAJOR
    disabled = people.sen[person] == 3
    alone = people.lives["childhood"].care.alone[person]
    adopted = (
        (people.lives["childhood"].care.how[person, 0] == homes.ADOPTED)
        & (people.lives["childhood"].care.ends[person, 0] <= last)
        & (people.lives["childhood"].care.begins[person, 0] != homes.NEVER)
    )
    early = year > 2010
    return {
        "cin_pmr": pseudonyms(
            people, keys, person, year, chance, p["trouble.need_without_pupil"], p
        ),
        "cin_academic_year": Values(year - YEARS[0], labels=tuple(f"{y - 1}/{y}" for y in YEARS)),
        "cin_la": schools.authority_numbers(people.la[person]),
        "cin_sex": Values(np.where(people.female[person], 2, 1)),
        "cin_birth_year": Values(people.birth_year[person]),
        "cin_birth_month": Values(people.birth_month[person]),
        "cin_age_start": Values(age_start, null=age_start < 0),
        "cin_age_months": Values(11 - months_in, null=age_start < 0),
        "cin_age_march": Values(age_in_years(people, person, last)),
        "cin_ethnic": Values(minor, labels=ETHNIC_GROUPS),
        "cin_ethnic_major": Values(major[minor], labels=pupil.MAJOR_GROUPS),
        "cin_disability": Values(disabled.astype(np.int16)),
        "cin_asylum": Values(alone.astype(np.int16), null=early),
        "cin_adopted": Values(adopted.astype(np.int16), null=early),
    }


def _details(people, p, cases, case, year, second):
    """What the census says of a case: dates, need, source, closing."""
    first, last = day(year - 1, 4, 1), day(year, 3, 31)
    person, begins = cases.person[case], cases.begins[case]
    cared = _looked_after(people, cases)[case]
    nothing = cases.brief[case] & ~cared
    nothing &= _drawn(people, "nothing done", cases, case) < p["need.nothing_done"]
    ends = np.where(nothing, begins, cases.ends[case])
    open_ = ends > last
    kinds = p["need.kinds"]
    need = choose(_drawn(people, "need kind", cases, case), list(kinds.values()))
    names = tuple(kinds)
    # A disabled child's main need is the disability, more often than not.
    ill = (people.sen[person] == 3) & (
        _drawn(people, "need of disabled", cases, case) < p["need.disabled"]
    )
    need = np.where(ill, names.index("N2"), need)
    late = np.where(second, _drawn(people, "second referral", cases, case) * 20, 0)
    first_year, closed = year == YEARS[0], year >= 2010
    codes = tuple(p["need.closures"])
    why = choose(_drawn(people, "case closed for", cases, case), list(p["need.closures"].values()))
    adult = age_in_years(people, person, ends + 1) >= 18
    why = np.where(nothing, codes.index(NO_ACTION), np.where(adult, codes.index("RC6"), why))
    sources = p["need.sources"]
    source = choose(_drawn(people, "referred by", cases, case), list(sources.values()))
    latest = _latest(cases, case, year, begins)
    whole = (year < 2018) | (year < 2019)
    return {
        "cin_referral": Values(begins + np.floor(late).astype(np.int64)),
        "cin_source": Values(source, null=year < 2014, labels=tuple(sources)),
        "cin_need": Values(need, labels=names),
        "cin_closure": Values(ends, null=open_ | ~closed),
        "cin_why_closed": Values(why, null=open_ | ~closed, labels=codes),
        "cin_nothing_done": Values(nothing.astype(np.int16), null=~closed),
        "cin_at_31_march": Values(open_.astype(np.int16)),
        "cin_case_open": Values(open_.astype(np.int16), null=first_year),
        "cin_any_open": Values(_any_open(cases, case, year).astype(np.int16), null=first_year),
        "cin_latest_referral": Values(latest, null=first_year),
        "cin_started": Values((begins >= first).astype(np.int16), null=year < 2018),
        "cin_ended": Values((~open_).astype(np.int16), null=year < 2018),
        "cin_any_point": Values(np.ones(len(case), np.int16), null=whole),
        "cin_age_opened": Values(age_in_years(people, person, begins), null=year < 2018),
        "cin_age_closed": Values(age_in_years(people, person, ends), null=open_ | (year < 2018)),
    }


def _looked_after(people, cases):
    """Whether the child was looked after in the course of a case."""
    care = people.lives["childhood"].care
    begins, ends = care.begins[cases.person], care.ends[cases.person]
    during = (begins <= cases.ends[:, None]) & (ends > cases.begins[:, None])
    return (during & (begins != homes.NEVER)).any(axis=1)


def _latest(cases, case, year, begins):
    """First day of the latest case of the child that was opened by the end of the year."""
    latest = begins.copy()
    following = np.minimum(case + 1, max(len(cases.person) - 1, 0))
    same = cases.person[following] == cases.person[case]
    within = same & (cases.begins[following] <= day(year, 3, 31))
    return np.where(within, np.maximum(latest, cases.begins[following]), latest)


def _any_open(cases, case, year):
    """Whether this or the next case of the child is open at the end of the year."""
    last = day(year, 3, 31)
    following = np.minimum(case + 1, max(len(cases.person) - 1, 0))
    same = (cases.person[following] == cases.person[case]) & (cases.begins[following] <= last)
    return (cases.ends[case] > last) | (same & (cases.ends[following] > last))


def _plan(people, p, cases, case, year):
    """The protection plan within a case, as far as it was known by the end of the year."""
    first, last = day(year - 1, 4, 1), day(year, 3, 31)
    every = np.arange(len(cases.person))
    share = of_year(p.table("need.protection"), cases.year)
    long = cases.ends - cases.begins > 60
    has_plan = (_drawn(people, "protection", cases, every) < share) & long
    wait = 25 + np.floor(30 * _drawn(people, "plan begins", cases, every)).astype(np.int64)
    length = 120 + np.floor(p["need.plan_lasts"] * _drawn(people, "plan lasts", cases, every))
    begins = cases.begins + wait
    ends = np.minimum(begins + length.astype(np.int64), cases.ends)
    starts_here = np.searchsorted(cases.person, cases.person, side="left")
    before = np.cumsum(has_plan) - has_plan
    earlier = (before - before[starts_here])[case] if len(every) else np.zeros(0, np.int64)
    there = has_plan[case] & (begins[case] <= last) & (ends[case] >= first)
    over = ends[case] <= last
    kinds = p["need.abuse"]
    kind = choose(_drawn(people, "abuse", cases, case), list(kinds.values()))
    other = choose(_drawn(people, "later abuse", cases, case), list(kinds.values()))
    changes = _drawn(people, "abuse changes", cases, case) < p["need.abuse_changes"]
    later = np.where(changes, other, kind)
    seen = _drawn(people, "seen", cases, case) < p["need.seen"]
    labels = tuple(kinds)
    dated, none = (year <= 2019) & there, ~there
    return {
        "cin_plan_now": Values((there & ~over).astype(np.int16), null=year > 2010),
        "cin_plan_start": Values(begins[case], null=~dated),
        "cin_plan_end": Values(ends[case], null=~dated | ~over | (year < 2013)),
        "cin_abuse_2009": Values(kind, none | (year > YEARS[0]), labels),
        "cin_abuse_first": Values(kind, none | (year < 2013), labels),
        "cin_abuse_latest": Values(later, none | (year < 2013), labels),
        "cin_plans_before": Values(earlier, null=~dated),
        "cin_conference": Values(begins[case], null=none | (year < 2010) | (year > 2017)),
        "cin_seen": Values(seen.astype(np.int16), none | (year < 2014) | (year > 2015)),
    }
