"""From 16 to 18: who stays for A levels or a vocational diploma, in what, and how they do.

Grades are counted in points: A* is 6, A is 5, down to 1 for an E and 0 for a U. A vocational
diploma is worth three A levels. The arrays have one entry for each person of the block and, where
they have a second dimension, one for each A level in the order of the person's liking.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import model  # which imports this module: used within functions only
from leo_course.synthesis.streams import choose, exp, log, logistic, normal_share

NEITHER, A_LEVELS, DIPLOMA = 0, 1, 2
GRADES = ("U", "E", "D", "C", "B", "A", "*")  # by points
DIPLOMAS = (
    *("PPP", "MPP", "MMP", "MMM", "DMM", "DDM", "DDD"),
    *("D*DD", "D*D*D", "D*D*D*"),
)
DIPLOMA_POINTS = np.array([3, 5, 7, 9, 11, 13, 15, 16, 17, 18])
SLOTS = 4  # A levels that a person may take
STAR_FROM = 2010  # the year in which the A* was first awarded
DIPLOMA_STAR_FROM = 2012  # and the distinction with a star

# Ethnic groups with likings of their own among subjects; those not named like what everybody likes.
_LIKING = {
    **dict.fromkeys(("AIND", "APKN", "ABAN", "AOTH", "CHNE"), "asian"),
    **dict.fromkeys(("BCRB", "BAFR", "BOTH"), "black"),
    **dict.fromkeys(("WBRI", "WIRI", "WIRT", "WROM", "WOTH"), "white"),
}


@dataclass
class Sixth:
    """What people of a block did from 16 to 18."""

    interest: np.ndarray  # subject in higher education that attracts them, with or without going
    path: np.ndarray  # NEITHER, A_LEVELS or DIPLOMA
    year: np.ndarray  # in which they sat the examinations: turning 18, or a year later
    third: np.ndarray  # took three years, so that an application comes at 19 if at all
    count: np.ndarray  # A levels taken to the end
    subjects: np.ndarray  # (people, SLOTS + 1); the last one is taken for a year only (AS)
    prepared: np.ndarray  # what examiners would find on an average day, on the scale of attainment
    achieved: np.ndarray  # (people, SLOTS), points; 0 beyond the count
    predicted: np.ndarray  # (people, SLOTS), points
    half: np.ndarray  # points of the subject given up after a year
    diploma: np.ndarray  # place in DIPLOMAS
    diploma_predicted: np.ndarray
    best: np.ndarray  # points of the best three A levels, or of the diploma
    best_predicted: np.ndarray


def interests(people, p):
    """The subject that attracts each person: by sex and group, and leaning with attainment."""
    women, men = p["he.subjects_women"], p["he.subjects_men"]
    tilt = np.array([p["he.subject_tilt"].get(name, 0.0) for name in women])
    weights = np.where(people.female[:, None], list(women.values()), list(men.values()))
    # Among entrants attainment is near a mean of 0.6 and a spread of 0.75; the second term keeps
    # their shares where the first table has them.
    z = np.clip(people.attainment, *p["he.tilt_range"])[:, None] - p["he.tilt_centre"]
    weights = weights * exp(tilt * z - (p["he.tilt_spread"] * tilt) ** 2 / 2) * _liking(people, p)
    steps = np.cumsum(weights, axis=1)
    chance = people.draws.uniform("he/subject")[:, None] * steps[:, -1:]
    return np.minimum((steps <= chance).sum(axis=1), len(women) - 1)


def _liking(people, p):
    """How often each subject attracts people of somebody's ethnic group, over everybody."""
    groups = np.array([_LIKING.get(code, "") for code in model.ETHNIC_GROUPS])[people.ethnic]
    times = np.ones((len(people.person), len(p["he.subjects_women"])))
    for name in ("asian", "black", "white"):
        table = p[f"he.subjects_{name}"]
        times[groups == name] = [table[subject] for subject in p["he.subjects_women"]]
    return times


def by_year(table, year):
    """The entry of a table that names every year, for each of some; the nearest beyond its ends."""
    values = np.array(list(table.values()))
    return values[np.clip(year - min(table), 0, len(values) - 1)]


def rise(people, p):
    """How much each person's cohort is drawn to higher education, in probits."""
    return by_year(p.table("ks5.rise"), people.cohort)


def stay_on(people, p, pull):
    """The years from 16 to 18; ``pull`` is what draws each person to stay on, in probits."""
    draws = people.draws
    interest = interests(people, p)
    index = (
        p["ks5.stay_centre"]
        + p["ks5.stay_rise"] * rise(people, p)
        + p["ks5.stay_attainment"] * people.attainment
        + p["ks5.stay_ambition"] * people.ambition
        + p["ks5.stay_family"] * people.family
        + p["ks5.stay_taste"] * people.taste
        + pull
        + draws.normal("applications/stays on")
    )
    takes = index > 0
    other = index + p["ks5.diploma_reach"] > 0
    other &= draws.happens("applications/diploma", by_year(p.table("ks5.diploma"), people.cohort))
    path = np.where(takes, A_LEVELS, np.where(other, DIPLOMA, NEITHER))
    prepared = (
        p["ks5.attainment"] * people.attainment
        + p["ks5.ability"] * people.ability
        + p["ks5.ambition"] * people.ambition
        + p["ks5.family"] * people.family
        + p["ks5.own"] * draws.normal("applications/prepared")
    )
    third = (path != NEITHER) & draws.happens(
        "applications/third year",
        logistic(p["ks5.third"] + p["ks5.third_attainment"] * people.attainment),
    )
    year = people.cohort + np.where(third, 3, 2)
    count = _count(people, p, prepared)
    achieved, predicted, half = _grades(people, p, prepared, year)
    taken = (np.arange(SLOTS) < count[:, None]) & takes[:, None]
    achieved, predicted = achieved * taken, predicted * taken
    diploma, diploma_predicted = _diplomas(people, p, prepared, year)
    return Sixth(
        interest=interest,
        path=path,
        year=year,
        third=third,
        count=np.where(takes, count, 0),
        subjects=_subjects(people, p, interest),
        prepared=prepared,
        achieved=achieved,
        predicted=predicted,
        half=half,
        diploma=diploma,
        diploma_predicted=diploma_predicted,
        best=np.where(takes, best_three(achieved), DIPLOMA_POINTS[diploma]),
        best_predicted=np.where(takes, best_three(predicted), DIPLOMA_POINTS[diploma_predicted]),
    )


def best_three(points):
    """Sum of the three highest of each row."""
    return np.sort(points, axis=1)[:, -3:].sum(axis=1)


def _count(people, p, prepared):
    """Number of A levels, 1 to 4: more for who is better prepared."""
    score = (prepared - p["ks5.score_centre"]) / p["ks5.score_spread"]
    score = p["ks5.count_prepared"] * score + people.draws.normal("applications/A levels")
    spread = np.sqrt(1 + p["ks5.count_prepared"] ** 2)
    return 1 + choose(normal_share(score / spread), list(p["ks5.counts"].values()))


def _subjects(people, p, interest):
    """Subjects without repetition, by weights: general liking by sex times use for the interest.

    The highest of ``log(uniform) / weight`` come first (the sampling of Efraimidis and Spirakis).
    """
    names = tuple(p["ks5.subjects_women"])
    women = np.array(list(p["ks5.subjects_women"].values()))
    men = np.array(list(p["ks5.subjects_men"].values()))
    useful = np.ones((len(p["he.subjects_women"]), len(names)))
    for row, subject in enumerate(p["he.subjects_women"]):
        for name in p["ks5.useful"].get(subject, "").split(", "):
            if name:
                useful[row, names.index(name)] = p["ks5.useful_factor"]
    weights = np.where(people.female[:, None], women, men) * useful[interest]
    drawn = people.draws.uniform("applications/A-level subjects", len(names))
    key = log(1 - drawn) / weights
    return np.argsort(-key, axis=1, kind="stable")[:, : SLOTS + 1]


def to_points(score, year, p):
    """Points of scores, by the published distribution; before 2010 the best grade is the A."""
    shares = list(p["ks5.grades"].values())  # from the top: A*, A, B ... U
    parts = ("score_spread", "strength", "luck", "day")
    spread = np.sqrt(sum(p[f"ks5.{part}"] ** 2 for part in parts))
    place = normal_share((p["ks5.score_centre"] - score) / spread)
    points = 6 - choose(place, shares)
    return np.minimum(points, np.where(year < STAR_FROM, 5, 6)[:, None])


def _grades(people, p, prepared, year):
    """Points achieved and predicted, and those of the subject given up."""
    draws = people.draws
    strength = p["ks5.strength"] * draws.normal("applications/strength", SLOTS + 1)
    luck = p["ks5.luck"] * draws.normal("applications/exam luck", SLOTS + 1)
    day = p["ks5.day"] * draws.normal("applications/exam year")
    true = prepared[:, None] + strength
    # The standard of a grade moves with the years, as teachers know; but they know nothing of
    # the years in which they will give the grades themselves.
    standard = by_year(p.table("ks5.standard"), year)
    given = day + standard
    for when, more in p.table("ks5.teachers_grades").items():
        given[year == when] += more
    achieved = to_points(true + luck + given[:, None], year, p)
    # Teachers hope; of the best pupils, more so of those from advantaged families.
    standing = np.maximum(prepared - p["ks5.score_centre"], 0)
    hope = (
        p["predicted.hope"]
        + p["predicted.family_high"] * people.family * standing
        + p["predicted.pupil"] * draws.normal("applications/teachers")
    )
    view = true[:, :SLOTS] + (hope + standard)[:, None]
    view = view + p["predicted.subject"] * draws.normal("applications/teacher", SLOTS)
    predicted = np.maximum(to_points(view, year, p), 1)  # nobody is predicted a U
    half = np.minimum(achieved[:, SLOTS], GRADES.index("A"))  # an AS level has no A*
    return achieved[:, :SLOTS], predicted, half


def _diplomas(people, p, prepared, year):
    """Grades of a vocational diploma, achieved and predicted, as places in ``DIPLOMAS``."""
    score = (prepared - p["ks5.diploma_centre"]) / p["ks5.score_spread"]
    luck = p["ks5.luck"] * people.draws.normal("applications/diploma luck")
    hope = p["predicted.diploma"] + p["predicted.pupil"] * people.draws.normal(
        "applications/diploma teachers"
    )
    shares = list(p["ks5.diplomas"].values())
    best = np.where(year < DIPLOMA_STAR_FROM, DIPLOMAS.index("DDD"), len(DIPLOMAS) - 1)
    achieved, predicted = (
        np.minimum(choose(normal_share(score + more), shares), best) for more in (luck, hope)
    )
    return achieved, predicted
