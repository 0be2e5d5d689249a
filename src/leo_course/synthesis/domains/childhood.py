"""Childhood: how attainment grows, who disengages, who is in need or in care.

The core has made attainment at 16. What is a pupil's own in it (the stream "person/attainment")
is split here into a part that shows by Key Stage 2 and a late part, so that results at 16 are the
natural continuation of the earlier ones: value added is school, ambition and the late part.
Disengagement goes with the late part, so absence and exclusion go with lower results at 16 among
pupils of equal Key Stage 2. The risk of care goes with a pupil's own attainment throughout, and
with special needs of their own.

Units: attainment in standard deviations, on the scale of ``people.attainment``; dates in days
since 1970-01-01.
"""

from dataclasses import dataclass, field

import numpy as np

from leo_course.synthesis import model
from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import (
    childhood_attendance,
    childhood_care,
    childhood_census,
    childhood_exams,
    childhood_homes,
    childhood_provision,
    childhood_results,
    childhood_stages,
)
from leo_course.synthesis.model import SEN

SUBJECTS = ("english", "mathematics", "science")
STAGES = {0: 0, 1: 2, 2: 6, 3: 9}  # key stage -> National Curriculum year in which it ends
NEVER = childhood_homes.NEVER


@dataclass
class Childhood:
    """What is true; arrays of shape (people,) unless a comment says otherwise."""

    early: np.ndarray = None  # own attainment that shows by Key Stage 2
    late: np.ndarray = None  # own attainment that comes after it
    disengaged: np.ndarray = None
    arrived: np.ndarray = None  # National Curriculum year of the first school in England
    primary: np.ndarray = None  # place of the primary school in its authority
    state_primary: np.ndarray = None
    attained: dict = field(default_factory=dict)  # (stage, subject) -> what the tests measure
    general: dict = field(default_factory=dict)  # stage -> attainment without any test
    absent: np.ndarray = None  # lasting log odds of missing a session
    temper: np.ndarray = None  # logarithm of exclusions a year in Year 9, in 2007
    care_risk: np.ndarray = None
    care_from: np.ndarray = None  # NEVER for those never looked after
    care_until: np.ndarray = None
    care: childhood_homes.Care = None  # all periods of care
    need: np.ndarray = None  # lasting need, in standard deviations
    cases: childhood_homes.Cases = None  # all cases of children in need
    exams: childhood_exams.Sheet = None  # results at 16, a row for each


def live(people, p):
    """Add ``people.lives["childhood"]``."""
    child = Childhood()
    people.lives["childhood"] = child
    for step in (_own, _primary_school, _attainment, _care, _behaviour):
        step(people, child, people.draws, p)
    childhood_results.attain(people, p)


def observe(people, keys, p):
    """Rows of all views of childhood."""
    for module in (
        childhood_stages,
        childhood_attendance,
        childhood_exams,
        childhood_results,
        childhood_care,
        childhood_provision,
        childhood_census,
    ):
        for view, rows in module.observe(people, keys, p):
            yield view, _narrow(rows)


def _narrow(rows):
    """The same values in less memory: nothing here but identifiers passes 2 ** 31."""
    for values in rows.values():
        if values.data.dtype == np.int64:
            values.data = values.data.astype(np.int32)
    return rows


def truth(people, p):
    """Columns of TRUTH's people: the hidden traits of childhood."""
    child = people.lives["childhood"]
    return {
        "ks1_attainment": Values(child.general[1]),
        "ks2_attainment": Values(child.general[2]),
        "ks3_attainment": Values(child.general[3]),
        "disengaged": Values(child.disengaged),
        "care_risk": Values(child.care_risk),
        "looked_after": Values(child.care_from != NEVER),
        "late_arrival": Values(child.arrived > 0),
        "school_effect": Values(model.school_effect(people, p)),
    }


def _own(people, child, draws, p):
    """Split what is a pupil's own in attainment at 16 into an early and a late part."""
    own, share = draws.normal("person/attainment"), p["childhood.early"]
    child.early = model._mix(own, draws.normal("childhood/early"), share)
    child.late = (own - share * child.early) / np.sqrt(1 - share * share)
    child.disengaged = model._mix(
        -child.late, draws.normal("childhood/disengaged"), p["absence.disengaged_late"]
    )
    chance = np.where(people.other_language, p["childhood.late_other"], p["childhood.late_english"])
    comes = draws.happens("childhood/arrives late", chance)
    year = 1 + (draws.uniform("childhood/arrives") * 7).astype(np.int64)
    child.arrived = np.where(comes, year, 0)


def _primary_school(people, child, draws, p):
    count, areas = p["childhood.primaries"], p["place.areas_per_la"]
    nearest = (people.area[:, 0] % areas) * count // areas
    other = (draws.uniform("childhood/other primary") * count).astype(np.int64)
    elsewhere = draws.happens("childhood/elsewhere", p["childhood.other_primary"])
    child.primary = np.where(elsewhere, other, nearest)
    independent = people.sector == model.INDEPENDENT
    state = draws.happens("childhood/state primary", p["childhood.state_primary"])
    child.state_primary = ~independent | state


def _attainment(people, child, draws, p):
    """Attainment at the end of each key stage, in general and as tests of subjects measure it."""
    tilt = p["childhood.tilt"] * draws.normal("childhood/tilt")
    lean = {"english": tilt, "mathematics": -tilt, "science": 0.0}
    for stage in STAGES:
        general = _general(people, child, draws, p, stage)
        child.general[stage] = general
        if stage == 0:
            continue  # the early years profile has scales of its own
        noise = draws.normal(f"childhood/papers {stage}", len(SUBJECTS))
        for place, subject in enumerate(SUBJECTS):
            girls = p["childhood.girls"][subject] * (people.female - p["person.female"])
            chance = p.table("childhood.paper")[stage] * noise[:, place]
            child.attained[stage, subject] = general + girls + lean[subject] + chance


def _general(people, child, draws, p, stage):
    def effect(name):
        return p.table(f"childhood.{name}")[stage]

    months_in = (people.birth_month + 3) % 12
    need = np.array([0.0] + [p["ks4.sen"][kind] for kind in SEN[1:]])[people.sen]
    groups = model._of_group(p["ethnicity.attainment"], people.ethnic)
    years_here = STAGES[stage] - child.arrived
    left = np.clip(1 - years_here / p["childhood.newcomer_years"], 0, 1) * (child.arrived > 0)
    if stage == 2:
        own = child.early
    else:
        chance = draws.normal(f"childhood/own {stage}") if stage < 2 else child.late
        own = model._mix(child.early, chance, effect("own_early"))
    return (
        effect("ability") * people.ability
        + effect("family") * people.family
        + effect("ambition") * people.ambition
        + effect("hardship") * people.hardship
        + effect("month") * (months_in - 5.5)
        + effect("special_need") * need
        + effect("group") * groups
        + effect("language") * people.other_language
        + p["childhood.newcomer"] * left
        + effect("own") * own
        + _school_effects(people, child, draws, p, stage)
    )


def _school_effects(people, child, draws, p, stage):
    number = people.la * p["childhood.primaries"] + child.primary
    primary = p["childhood.primary_effect"] * draws.normal_of("childhood/primary effect", number)
    primary = primary * child.state_primary
    if stage < 3:
        return primary
    secondary = p["childhood.secondary_share"] * model.school_effect(people, p)
    return p["childhood.primary_fades"] * primary + secondary


def of_need(p, name, sen):
    """The entry of a table by kind of special need for each person; 0 without a need."""
    return np.array([0.0] + [p[name][kind] for kind in SEN[1:]])[sen]


def _behaviour(people, child, draws, p):
    """What lasts of absence and of temper; the years and year groups are added to it."""
    group = model._of_group(p["absence.group"], people.ethnic)
    base = model.of_year(p.table("absence.hardship"), np.array([p["absence.base_year"]]))
    child.absent = (
        p["absence.centre"]
        + base * people.hardship
        + of_need(p, "absence.special_need", people.sen)
        + p["absence.female"] * people.female
        + group
        + p["absence.disengaged"]["9"] * child.disengaged
        + p["absence.need"] * child.need
        + p["absence.lasting"] * draws.normal("childhood/absent")
    )
    boys = model.of_year(p.table("exclusion.male"), np.array([p["exclusion.base_year"]]))
    child.temper = (
        p["exclusion.centre"]
        + boys * ~people.female
        + p["exclusion.hardship"] * people.hardship
        + of_need(p, "exclusion.special_need", people.sen)
        + model._of_group(p["exclusion.group"], people.ethnic)
        + p["exclusion.disengaged"] * child.disengaged
        + p["exclusion.need"] * child.need
        + p["exclusion.lasting"] * draws.normal("childhood/temper")
    )


def _care(people, child, draws, p):
    """Risk of care and of need, and what comes of them."""
    attainment, need = p["care.own_attainment"], p["care.own_need"]
    risk = (
        -attainment * draws.normal("person/attainment")
        + need * draws.normal("person/special need")
        + np.sqrt(1 - attainment**2 - need**2) * draws.normal("childhood/care")
    )
    child.care_risk = (
        p["care.hardship"] * people.hardship
        + p["care.male"] * ~people.female
        + model._of_group(p["care.group"], people.ethnic)
        + risk
    )
    child.need = (
        model._mix(risk, draws.normal("childhood/need"), p["need.from_care"])
        + p["need.hardship"] * people.hardship
        + p["need.statement"] * (people.sen == len(SEN) - 1)
    )
    childhood_homes.care(people, child, draws, p)
    childhood_homes.need(people, child, draws, p)
