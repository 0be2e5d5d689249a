"""UCAS: applications of England's eighteen-year-olds, as the request form lists the fields.

The form gives one table with one column each for the subject and the grade of a qualification, so
an application stands on as many rows as its applicant has declared qualifications.
"""

import numpy as np

from leo_course.synthesis import alevels, applying, model
from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.alevels import DIPLOMA, DIPLOMAS
from leo_course.synthesis.applying import SLOTS
from leo_course.synthesis.columns import Values, constant, day
from leo_course.synthesis.domains import ks5, places
from leo_course.synthesis.domains.university import JACS
from leo_course.synthesis.model import ETHNIC_GROUPS
from leo_course.synthesis.streams import choose, logistic, normal_share

CYCLES = (2007, 2021)
EXACT_SUBJECTS = (2012, 2018)  # cycles whose courses were sorted by JACS 3 itself
JUDGED = (2013, 2019)  # cycles of UCAS's study of unconditional offers
NS_SEC_2000_TO, NS_SEC_2010_FROM = 2014, 2012
APPLICANT = ids.Kind("UCAS applicant", bits=40, offset=5_000_000_000_000)
APPLICANT_CYCLE = ids.Kind("UCAS applicant and cycle", bits=40, offset=7_000_000_000_000)
APPLICATION = ids.Kind("UCAS application", bits=44, offset=20_000_000_000_000)
TRUE_ROUTES = (
    *("no place", "firm choice", "insurance choice", "main scheme clearing", "direct clearing"),
    *("adjustment", "extra", "RPA", "other main scheme choice"),
)
ROUTES = (
    *("Firm Choice", "Insurance Choice", "Main Scheme Clearing", "Direct Clearing"),
    *("Adjustment", "Extra", "RPA", "Other Main Scheme Choice"),
)
APPLIED_BY = ("Main scheme", "Extra", "Clearing", "Adjustment", "RPA")
DECISIONS = (
    *("Conditional offer", "Unconditional offer", "Rejected", "Rejected by default"),
    *("Application withdrawn", "Decision pending", "Invited for interview", "Course full"),
)
DECISION_CODES = ("C", "U", "R", "D", "W", "P", "I", "F")
REPLIES = ("Firm", "Insurance", "Declined", "Declined by default", "Cancelled")
REPLY_CODES = ("F", "I", "D", "R", "X")
TARIFF = ("Higher tariff", "Medium tariff", "Lower tariff")
REGIONS = (
    *("North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands"),
    *("East of England", "London", "South East", "South West"),
)
REGION_CODES = ("A", "B", "D", "E", "F", "G", "H", "J", "K")
CENTRES = ("State school", "Sixth form college", "Further education college", "Independent school")
# Ethnic group of the model -> code, detailed group, summary.
ETHNIC = {
    "WBRI": ("10", "White", "White"),
    "WIRI": ("10", "White", "White"),
    "WIRT": ("10", "White", "White"),
    "WROM": ("10", "White", "White"),
    "WOTH": ("10", "White", "White"),
    "MWBC": ("41", "Mixed - White and Black Caribbean", "Mixed"),
    "MWBA": ("42", "Mixed - White and Black African", "Mixed"),
    "MWAS": ("43", "Mixed - White and Asian", "Mixed"),
    "MOTH": ("49", "Mixed - Other mixed background", "Mixed"),
    "AIND": ("31", "Asian - Indian", "Asian"),
    "APKN": ("32", "Asian - Pakistani", "Asian"),
    "ABAN": ("33", "Asian - Bangladeshi", "Asian"),
    "AOTH": ("39", "Asian - Other Asian background", "Asian"),
    "BCRB": ("21", "Black - Caribbean", "Black"),
    "BAFR": ("22", "Black - African", "Black"),
    "BOTH": ("29", "Black - Other Black background", "Black"),
    "CHNE": ("34", "Asian - Chinese", "Asian"),
    "OOTH": ("80", "Other ethnic background", "Other"),
    "REFU": ("98", "Unknown or Prefer Not To Say", "Unknown or Prefer Not To Say"),
    "NOBT": ("98", "Unknown or Prefer Not To Say", "Unknown or Prefer Not To Say"),
}
CLASSES = (
    "Higher managerial and professional occupations",
    "Lower managerial and professional occupations",
    "Intermediate occupations",
    "Small employers and own account workers",
    "Lower supervisory and technical occupations",
    "Semi-routine occupations",
    "Routine occupations",
    "Not classified / unknown",
)
DISABILITIES = (
    "No disability",
    "Learning difficulty",
    "Mental health condition",
    "Long-standing illness",
    "Sensory impairment",
    "Physical or mobility impairment",
    "Other or several disabilities",
)
SUBJECT_GROUPS = {
    "A": "Medicine and dentistry",
    "B": "Subjects allied to medicine",
    "C": "Biological sciences",
    "D": "Veterinary science, agriculture and related",
    "F": "Physical sciences",
    "G": "Mathematical sciences",
    "H": "Engineering",
    "I": "Computer sciences",
    "K": "Architecture, building and planning",
    "L": "Social studies",
    "M": "Law",
    "N": "Business and administrative studies",
    "P": "Mass communications and documentation",
    "Q": "Linguistics, classics and related",
    "R": "European languages, literature and related",
    "V": "History and philosophical studies",
    "W": "Creative arts and design",
    "X": "Education",
}
QUALIFICATIONS = (
    "GCE Advanced Level",
    "GCE Advanced Subsidiary Level",
    "BTEC National Diploma",
    "BTEC Extended Diploma",
    "BTEC National Extended Diploma",
)
DIPLOMA_NAMES_FROM = (2012, 2018)  # results by which the diploma changed its name
GRADES = (*("U", "E", "D", "C", "B", "A", "A*"), *DIPLOMAS)


def applications(people, keys, p):
    """Rows of the table: one for each application and declared qualification."""
    sixth, state = people.lives["applications"]
    in_cycles = state.applied & (state.cycle >= CYCLES[0]) & (state.cycle <= CYCLES[1])
    person = np.flatnonzero(in_cycles)
    slots = alevels.SLOTS
    declared = np.zeros((len(person), slots + 2), dtype=bool)
    declared[:, :slots] = np.arange(slots) < sixth.count[person, None]
    shown = people.draws.happens("applications/AS declared", p["ucas.half_declared"])
    declared[:, slots] = (ks5.has_half(people, p) & shown)[person]
    declared[:, slots + 1] = sixth.path[person] == DIPLOMA
    which, slot, quality = np.nonzero(state.exists[person][:, :, None] & declared[:, None, :])
    row = person[which]
    del which
    values = _identifiers(people, keys, p, row, slot)
    values |= _qualifications(people, p, row, quality)
    values |= _declared(people, p, row)
    values |= _places(people, p, row)
    values |= _choice(people, p, row, slot)
    values |= _progress(people, p, row, slot)
    return values


def true_offers(people, p):
    """The chance of an offer that each main scheme choice had, and would have had."""
    sixth, state = people.lives["applications"]
    in_cycles = state.applied & (state.cycle >= CYCLES[0]) & (state.cycle <= CYCLES[1])
    main = state.exists[:, : applying.CHOICES] & in_cycles[:, None]
    row, slot = np.nonzero(main)
    index = applying.offer_index(people, sixth, state, p)[row, slot]
    fsm, other = people.fsm_at_16[row], applying.minority(people)[row]
    without_fsm = index - p["offer.fsm"] * fsm
    white = index - p["offer.minority"] * other
    return {
        "ucas_application": Values(
            ids.make(people.draws.seed, APPLICATION, people.person[row] * 8 + slot)
        ),
        "person": Values(people.person[row]),
        "offer_chance": Values(logistic(index)),
        "offer_chance_fsm": Values(logistic(without_fsm + p["offer.fsm"])),
        "offer_chance_not_fsm": Values(logistic(without_fsm)),
        "offer_chance_minority": Values(logistic(white + p["offer.minority"])),
        "offer_chance_white": Values(logistic(white)),
    }


def _small(values):
    """Small whole numbers in two bytes: there are millions of them."""
    return np.asarray(values).astype(np.int16)


def _identifiers(people, keys, p, row, slot):
    seed, number = people.draws.seed, people.person[row]
    _, state = people.lives["applications"]
    unmatched = people.draws.happens("trouble/ucas_unmatched", p["trouble.ucas_unmatched"])
    one = _small(np.ones(len(row)))
    return {
        "ucas_pmr": Values(keys.pmr[row], null=unmatched[row], kind=ids.PMR),
        "ucas_applicant_cycle": Values(ids.make(seed, APPLICANT_CYCLE, number)),
        "ucas_applicant": Values(ids.make(seed, APPLICANT, number)),
        "ucas_application": Values(ids.make(seed, APPLICATION, number * 8 + slot)),
        "ucas_cycle": Values(_small(state.cycle[row])),
        "ucas_applicant_flag": Values(one),
        "ucas_application_flag": Values(one),
        "ucas_accept_flag": Values(_small(state.accepted[row] >= 0)),
    }


def _qualifications(people, p, row, quality):
    """What the applicant declared: A levels and diplomas still to come, AS levels gained."""
    sixth, state = people.lives["applications"]
    slots, draws = alevels.SLOTS, people.draws
    half, diploma = quality == slots, quality == slots + 1
    place = np.minimum(quality, slots - 1)
    # Who applies to Clearing alone does so with the results in hand.
    late = state.how[row] == applying.DIRECT_CLEARING
    late |= ~state.exists[row, 0] & (state.route[row, applying.LATE] == 2)
    gained = half | late
    grade = np.where(late, sixth.achieved[row, place], sixth.predicted[row, place])
    grade = np.where(half, sixth.half[row], grade)
    in_diploma = np.where(late, sixth.diploma[row], sixth.diploma_predicted[row])
    grade = np.where(diploma, 7 + in_diploma, grade)
    no_grade = draws.uniform("trouble/grade_not_given", slots + 2)[row, quality]
    no_subject = draws.uniform("trouble/subject_not_given", slots + 2)[row, quality]
    names = [name.title() for name in (*p["ks5.subjects_women"], *ks5.SECTORS)]
    names = list(dict.fromkeys(names))  # an A level and a diploma may bear the same title
    sectors = np.array([names.index(name.title()) for name in ks5.SECTORS])
    sector = sectors[ks5.sector(people, p)][row]
    subject = np.where(diploma, sector, sixth.subjects[row, np.minimum(quality, slots)])
    named = 2 + np.searchsorted(DIPLOMA_NAMES_FROM, sixth.year[row], side="right")
    return {
        "ucas_qualification_status": Values(_small(gained), labels=("Pending", "Gained")),
        "ucas_qualification": Values(_small(np.where(diploma, named, half)), labels=QUALIFICATIONS),
        "ucas_qualification_subject": Values(
            _small(subject), null=no_subject < p["trouble.subject_not_given"], labels=tuple(names)
        ),
        "ucas_grade": Values(
            _small(grade), null=(no_grade < p["trouble.grade_not_given"]) & ~gained, labels=GRADES
        ),
        "ucas_qualification_year": Values(_small(sixth.year[row] - half)),
    }


def _declared(people, p, row):
    """Who the applicant is, in the applicant's own words."""
    draws = people.draws
    _, state = people.lives["applications"]
    ethnic = [ETHNIC[code] for code in ETHNIC_GROUPS]
    values = {}
    for place, name in enumerate(("code", "detailed", "summary")):
        labels = tuple(dict.fromkeys(entry[place] for entry in ethnic))
        number = np.array([labels.index(entry[place]) for entry in ethnic])
        values[f"ucas_ethnic_{name}"] = Values(_small(number[people.ethnic[row]]), labels=labels)
    score = people.family + p["ucas.class_own"] * draws.normal("applications/class")
    spread = np.sqrt(1 + p["ucas.class_own"] ** 2)
    shares = list(p["ucas.classes"].values())
    kind = np.searchsorted(np.cumsum(shares) / sum(shares), normal_share(-score / spread))
    unknown = draws.happens("applications/class unknown", p["ucas.class_unknown"])
    kind = np.where(unknown, 7, np.minimum(kind, 6))[row]
    cycle = state.cycle[row]
    codes = ("1", "2", "3", "4", "5", "6", "7", "9")
    for scheme, held in (("2000", cycle <= NS_SEC_2000_TO), ("2010", cycle >= NS_SEC_2010_FROM)):
        values[f"ucas_class_{scheme}_code"] = Values(_small(kind), null=~held, labels=codes)
        values[f"ucas_class_{scheme}"] = Values(_small(kind), null=~held, labels=CLASSES)
    rate = p["ucas.disability"] * (1 + p["ucas.disability_need"] * (people.sen > 0))
    disabled = draws.happens("applications/disability", rate)
    which = 1 + draws.choice("applications/disabilities", list(p["ucas.disabilities"].values()))
    disability = np.where(disabled, which, 0)[row]
    zero = draws.happens("trouble/ucas_age", p["trouble.ucas_age"])[row]
    sex = _small(~people.female[row])
    return values | {
        "ucas_sex_code": Values(sex, labels=("F", "M")),
        "ucas_sex": Values(sex, labels=("Female", "Male")),
        "ucas_disability_code": Values(_small(disability), labels=tuple("0ABCDEF")),
        "ucas_disability": Values(_small(disability), labels=DISABILITIES),
        "ucas_disability_order": Values(_small(disability)),
        "ucas_age": Values(_small(np.where(zero, 0, 18))),
        "ucas_age_group": constant("18", len(row)),
    }


def _places(people, p, row):
    """Where the applicant lives, and through which kind of school the application came."""
    draws = people.draws
    no_address = draws.happens("trouble/ucas_postcode", p["trouble.ucas_postcode"])
    values = {}
    for name, fifth in fifths(people, p).items():
        values[f"ucas_{name}_code"] = Values(
            _small(fifth[row]), null=no_address[row], labels=tuple("12345")
        )
        values[f"ucas_{name}"] = Values(
            _small(np.where(no_address, 5, fifth)[row]),
            labels=(*(f"Quintile {n}" for n in range(1, 6)), "Unknown"),
        )
    region = places.regions(people.draws, people.la, p)
    low = int(people.la.min())
    domiciles = tuple(f"{100 + n % 900}" for n in range(low, int(people.la.max()) + 1))
    england = constant("England", len(row))
    return values | {
        "ucas_domicile_code": Values(_small(people.la[row] - low), labels=domiciles),
        "ucas_region_code": Values(_small(region[row]), null=no_address[row], labels=REGION_CODES),
        "ucas_region": Values(
            _small(np.where(no_address, len(REGIONS), region)[row]), labels=(*REGIONS, "Unknown")
        ),
        "ucas_country": england,
        "ucas_higher_domicile": england,
        "ucas_domicile": england,
        "ucas_centre": Values(_small(ks5.institution(people, p)[row]), labels=CENTRES),
    }


def fifths(people, p):
    """Fifths of small areas, 0 to 4: two by participation, one by deprivation.

    Participation follows the advantage of an area and the pull of its region; deprivation the
    advantage alone.
    """
    draws, area = people.draws, people.area[:, -1]
    advantage = model.area_advantage(draws, area, p)
    quotas = p["geography.quotas"]
    pulls = np.array([p["pull.region"].get(name, 0.0) for name in places.REGIONS])
    shares = np.array([quotas[name] for name in places.REGIONS]) / sum(quotas.values())
    centre = (pulls * shares).sum()
    spread = (pulls * pulls * shares).sum() - centre * centre
    weight = p["ucas.area_region"]
    pull = (pulls - centre)[places.regions(draws, people.la, p)]
    found = {}
    for name, of_region in (("polar3", weight), ("polar4", weight), ("imd", 0.0)):
        own = p["ucas.area_own"] * draws.normal_of(f"applications/{name}", area)
        wide = np.sqrt(1 + p["ucas.area_own"] ** 2 + of_region * of_region * spread)
        place = normal_share((advantage + of_region * pull + own) / wide)
        found[name] = choose(place, list(p[f"ucas.{name}"].values()))
    return found


def shown_subject(people, p, row, slot):
    """Subject of each application by JACS 3, which was worked out afterwards in some cycles.

    Then it is that of another course now and then, and always the same for a course.
    """
    _, state = people.lives["applications"]
    subject, cycle = state.subject[row, slot], state.cycle[row]
    count = len(model.subjects(p))
    course = np.arange(sum(applying.PROVIDERS) * count)
    drawn = people.draws.uniform_of("trouble/subject_approximate", course)
    wrong = drawn[state.provider[row, slot] * count + subject] < p["trouble.subject_approximate"]
    wrong &= (cycle < EXACT_SUBJECTS[0]) | (cycle > EXACT_SUBJECTS[1])
    return np.where(wrong, (subject + 1) % count, subject)


def _choice(people, p, row, slot):
    """Course and provider of the application, as it stands at the end of the cycle."""
    _, state = people.lives["applications"]
    subject, provider = shown_subject(people, p, row, slot), state.provider[row, slot]
    names = model.subjects(p)
    codes = [JACS[name][1] for name in names]
    lines = tuple(code[:2] for code in codes)
    groups = tuple(dict.fromkeys(SUBJECT_GROUPS[code[0]] for code in codes))
    group = np.array([groups.index(SUBJECT_GROUPS[code[0]]) for code in codes])
    every = np.arange(sum(applying.PROVIDERS))
    # The letters of HESA's records, from the same draw: a provider stands in one place.
    region = (people.draws.uniform_of("he/provider region", every) * len(REGIONS)).astype(int)
    taken = state.accepted[row] == slot
    later = state.deferred[row] & taken
    return {
        "ucas_subject_line": Values(_small(subject), labels=lines),
        "ucas_detailed_subject": Values(
            _small(subject),
            labels=tuple(
                f"{line} - {name.capitalize()}" for line, name in zip(lines, names, strict=True)
            ),
        ),
        "ucas_subject_group": Values(_small(group[subject]), labels=groups),
        "ucas_tariff_group": Values(_small(state.group[row, slot]), labels=TARIFF),
        "ucas_provider_region": Values(_small(region[provider]), labels=REGIONS),
        "ucas_entry_year_code": Values(_small(state.cycle[row] + later)),
        "ucas_entry_year": Values(_small(state.cycle[row] + later)),
        "ucas_application_route_code": Values(
            _small(state.route[row, slot]), labels=tuple("12345")
        ),
        "ucas_application_route": Values(_small(state.route[row, slot]), labels=APPLIED_BY),
        "ucas_acceptance_route_code": Values(
            _small(np.maximum(state.how[row] - 1, 0)), null=~taken, labels=tuple("12345678")
        ),
        "ucas_acceptance_route": Values(
            _small(np.maximum(state.how[row] - 1, 0)), null=~taken, labels=ROUTES
        ),
    }


def _course_names(people, p):
    """Labels of courses: provider by provider, each subject as it is and with another start."""
    every = np.arange(sum(applying.PROVIDERS))
    order = np.argsort(people.draws.uniform_of("applications/provider name", every), kind="stable")
    rank = np.argsort(order, kind="stable")
    codes = [JACS[name][1] for name in model.subjects(p)]
    return tuple(
        f"SYNU{rank[provider] + 1:04d}-{code}{more}"
        for provider in every.tolist()
        for code in codes
        for more in ("", "F")
    )


def _progress(people, p, row, slot):
    """Decision and reply as of 30 June, dates, and unconditional offers."""
    draws = people.draws
    _, state = people.lives["applications"]
    subjects = len(model.subjects(p))
    course = 2 * (state.provider[row, slot] * subjects + state.subject[row, slot])
    main = state.route[row, slot] <= 1
    changes = draws.happens("applications/course changes", p["ucas.course_changes"])[row]
    changed = changes & main & (state.accepted[row] == slot)
    labels = _course_names(people, p)
    reinstated = (
        draws.uniform("trouble/june_not_held", SLOTS)[row, slot] < p["trouble.june_not_held"]
    )
    june = main & ~reinstated
    kind, reply = state.kind[row, slot], state.reply[row, slot]
    decision = state.decision[row, slot]
    decision = np.where((kind == applying.ON_FIRM) & (reply == applying.ACCEPTS), 1, decision)
    said = june & (reply > 0)
    judged = (state.cycle[row] >= JUDGED[0]) & (state.cycle[row] <= JUDGED[1])
    looked_at = judged & main
    flags = {
        "ucas_unconditional_judged": Values(_small(looked_at), null=~judged),
        "ucas_conditional_unconditional": Values(_small(kind == applying.ON_FIRM), null=~looked_at),
        "ucas_direct_unconditional": Values(_small(kind == applying.DIRECT), null=~looked_at),
        "ucas_other_unconditional": Values(_small(kind == applying.LATER), null=~looked_at),
        "ucas_unconditional_component": Values(_small(kind > 0), null=~looked_at),
    }
    return flags | {
        "ucas_course": Values((course + changed).astype(np.int32), labels=labels),
        "ucas_course_june": Values(course.astype(np.int32), null=~june, labels=labels),
        "ucas_subject_line_june": Values(
            _small(shown_subject(people, p, row, slot)),
            null=~june,
            labels=tuple(JACS[name][1][:2] for name in model.subjects(p)),
        ),
        "ucas_main_scheme": Values(_small(main)),
        "ucas_decision_code": Values(_small(decision), null=~june, labels=DECISION_CODES),
        "ucas_decision": Values(_small(decision), null=~june, labels=DECISIONS),
        "ucas_reply_code": Values(_small(np.maximum(reply - 1, 0)), null=~said, labels=REPLY_CODES),
        "ucas_reply": Values(_small(np.maximum(reply - 1, 0)), null=~said, labels=REPLIES),
        "ucas_date": Values(_date(people, p)[row].astype(np.int32)),
    }


def _date(people, p):
    """The day of the first application in the cycle, by the deadlines of January and October."""
    sixth, state = people.lives["applications"]
    drawn = people.draws.uniform("applications/date")
    opens = day(state.cycle - 1, 9, 10)
    # Most send it between half-term and the middle of January.
    usual = opens + 20 + (drawn * 107).astype(np.int64)
    medicine = model.subjects(p).index("medicine")
    early = opens + (drawn * 35).astype(np.int64)
    usual = np.where(sixth.interest == medicine, early, usual)
    last = day(state.cycle, 8, 16) + (drawn * 30).astype(np.int64)
    return np.where(state.exists[:, 0], usual, np.where(state.route[:, 6] == 4, opens + 300, last))
