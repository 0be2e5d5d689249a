"""What education and the customer system hold of people: true identities with mistakes in them.

Each mistake is a trouble with a rate. A person's propensity makes mistakes come together, within
a file and between the files, as those of one life do: much moving, names unfamiliar to clerks.
"""

from dataclasses import dataclass, replace

import numpy as np

from leo_course.synthesis.columns import day
from leo_course.synthesis.linkage import identity, names
from leo_course.synthesis.model import INDEPENDENT, of_year
from leo_course.synthesis.streams import log, logistic

FILES = ("education", "customers")
MISSING = -1


@dataclass
class Held:
    """Records of one file; arrays of shape (records,). -1 stands for a missing value."""

    row: np.ndarray  # place of the person in the block
    forename: np.ndarray
    surname: np.ndarray
    birth_year: np.ndarray
    birth_month: np.ndarray
    birth_day: np.ndarray  # 0 if the date of birth is missing
    female: np.ndarray
    postcode: np.ndarray
    former: np.ndarray  # former postcode
    moved_on: np.ndarray  # day from which the postcode is held; 0 if not known
    nino: np.ndarray
    other_forename: np.ndarray
    former_surname: np.ndarray
    second: np.ndarray  # a second account of the person

    @property
    def born(self):
        """Date of birth as days since 1970-01-01, all later; -1 if missing."""
        known = day(self.birth_year, self.birth_month, self.birth_day)
        return np.where(self.birth_day == 0, MISSING, known)


@dataclass
class Mistakes:
    """The log of what went wrong: for each trouble and file the places of people."""

    entries: list  # of (file, trouble, rows)


class Clerk:
    """Makes the mistakes of one file in the records of a block of people."""

    def __init__(self, people, p, file, odds, entries):
        self.people, self.p, self.file, self.odds, self.log = people, p, file, odds, entries

    def slips(self, trouble):
        """Whether a trouble befalls each person."""
        rate = self.p[f"trouble.{trouble}"]
        drawn = self.people.draws.uniform(f"identities/{self.file}/{trouble}")
        if rate <= 0 or rate >= 1:
            return np.full(len(drawn), rate > 0)
        return drawn < logistic(log(rate / (1 - rate)) + self.odds)

    def change(self, trouble, *pairs):
        """New values in place of the old where the trouble strikes; it counts if one differs."""
        hit = self.slips(trouble)
        differs = np.zeros(len(hit), dtype=bool)
        for old, new in pairs:
            differs |= old != new
        hit &= differs
        self.log.append((self.file, trouble, np.flatnonzero(hit)))
        changed = [np.where(hit, new, old) for old, new in pairs]
        return changed[0] if len(changed) == 1 else changed

    def pick(self, name, count):
        """A number below ``count`` for each person."""
        drawn = self.people.draws.uniform(f"identities/{self.file}/{name}")
        return (drawn * count).astype(np.int64)


def make_files(people, true: identity.Identities, two_edukeys, p):
    """The records of education and of customers, and the log of mistakes."""
    entries = []
    shared = people.draws.normal("identities/propensity")
    files = []
    for file, make in zip(FILES, (_education, _customers), strict=True):
        own = people.draws.normal(f"identities/propensity {file}")
        both = p["identity.propensity_shared"]
        spread = p["identity.propensity_spread"]
        propensity = both * shared + np.sqrt(1 - both * both) * own
        # Half the square of the spread, taken off, keeps the rates what they are on average.
        odds = spread * propensity - spread * spread / 2
        odds = odds + p["identity.error_minority"] * ((people.ethnic > 0) - 0.2)
        odds = odds + of_year(p.table("identity.error_cohort"), people.cohort)
        files.append(make(people, true, Clerk(people, p, file, odds, entries), p))
    education, customers = files
    customers = _second_accounts(people, true, customers, two_edukeys)
    return education, customers, Mistakes(entries)


def _education(people, true, clerk, p):
    forename = true.forename
    forename = clerk.change(
        "called_by_middle_name", (forename, np.where(true.middle >= 0, true.middle, forename))
    )
    forename = clerk.change("short_forename", (forename, names.forenames().short[forename]))
    forename = _written(clerk, "forename", names.forenames(), forename)
    forename = clerk.change("initial_only", (forename, names.forenames().initial[forename]))
    surname = _half(clerk, true.birth_surname)
    surname = clerk.change("family_surname", (surname, true.family_surname))
    surname = _written(clerk, "surname", names.surnames(), surname)
    postcode = clerk.change("old_postcode", (true.home, true.earlier))
    postcode = _postcode(clerk, postcode)
    postcode = np.where(_address_known(people, p), postcode, MISSING)
    nothing = np.full(len(forename), MISSING)
    return Held(
        row=np.arange(len(forename)),
        forename=forename,
        surname=surname,
        **_birth_and_sex(people, true, clerk),
        postcode=postcode,
        former=nothing,
        moved_on=np.zeros(len(forename), dtype=np.int64),
        nino=_nino(people, true, clerk, p),
        other_forename=nothing,
        former_surname=nothing,
        second=np.zeros(len(forename), dtype=bool),
    )


def _customers(people, true, clerk, p):
    draws = people.draws
    forename = _written(clerk, "forename", names.forenames(), true.forename)
    surname = _written(clerk, "surname", names.surnames(), _half(clerk, true.surname))
    told = draws.happens("identities/told of the former name", p["identity.former_surname_held"])
    told &= true.changed > 0
    kept = draws.happens("identities/former postcode", p["identity.former_postcode_held"])
    kept &= true.moved_on > 0
    whole = Held(
        row=np.arange(len(forename)),
        forename=forename,
        surname=surname,
        **_birth_and_sex(people, true, clerk),
        postcode=_postcode(clerk, true.postcode),
        former=np.where(kept, true.home, MISSING),
        moved_on=true.moved_on,
        nino=true.nino,
        other_forename=true.middle,
        former_surname=np.where(told, true.birth_surname, MISSING),
        second=np.zeros(len(forename), dtype=bool),
    )
    return take(whole, np.flatnonzero(true.customer))


def _second_accounts(people, true, customers, two_edukeys):
    """A second account stands under the same number, with the name and address of earlier."""
    rows = np.flatnonzero(two_edukeys & true.customer)
    place = np.searchsorted(customers.row, rows)
    second = replace(
        take(customers, place),
        surname=true.birth_surname[rows],
        postcode=true.home[rows],
        former=np.full(len(rows), MISSING),
        moved_on=np.zeros(len(rows), dtype=np.int64),
        former_surname=np.full(len(rows), MISSING),
        second=np.ones(len(rows), dtype=bool),
    )
    pairs = zip(vars(customers).values(), vars(second).values(), strict=True)
    return Held(*(np.concatenate(pair) for pair in pairs))


def take(held: Held, rows) -> Held:
    return Held(*(values[rows] for values in vars(held).values()))


def _written(clerk, kind, table, name):
    """Another spelling, or a slip of the keyboard."""
    name = clerk.change(f"{kind}_spelling", (name, table.spelling[name]))
    which = clerk.pick(f"{kind} typed", names.TYPED)
    return clerk.change(f"{kind}_typing", (name, table.typed[name, which]))


def _half(clerk, surname):
    return clerk.change("half_surname", (surname, names.surnames().half[surname]))


def _birth_and_sex(people, true, clerk):
    year, month, date = people.birth_year, people.birth_month, true.day
    can = (date <= 12) & (date != month)
    month, date = clerk.change(
        "birth_swapped", (month, np.where(can, date, month)), (date, np.where(can, month, date))
    )
    slipped = np.where(date > 10, date - 10, date + 10)
    date = clerk.change("birth_digit", (date, slipped))
    step = 2 * clerk.pick("year off", 2) - 1
    year = clerk.change("birth_year", (year, year + step))
    leap = (year != people.birth_year) & (month == 2) & (date == 29)
    date = np.where(leap, 28, date)
    one = np.ones_like(month)
    month, date = clerk.change("birth_default", (month, one), (date, one))
    date = clerk.change("birth_missing", (date, np.zeros_like(date)))
    sex = people.female.astype(np.int64)
    sex = clerk.change("sex_wrong", (sex, 1 - sex))
    return {
        "birth_year": year,
        "birth_month": month,
        "birth_day": date,
        "female": clerk.change("sex_missing", (sex, np.full_like(sex, MISSING))),
    }


def _postcode(clerk, postcode):
    """Another unit of the same small area, or none."""
    step = 1 + clerk.pick("postcode typed", 19)
    typed = postcode // 20 * 20 + (postcode + step) % 20
    postcode = clerk.change("postcode_typing", (postcode, typed))
    return clerk.change("postcode_missing", (postcode, np.full_like(postcode, MISSING)))


def _address_known(people, p):
    """Independent schools send no census; an address then comes from a university, if at all."""
    rate = p["identity.independent_address"]
    known = np.where(people.entered, rate["university"], rate["none"])
    known = np.where(people.sector == INDEPENDENT, known, 1.0)
    return people.draws.uniform("identities/address known") < known


def _nino(people, true, clerk, p):
    """Held by colleges and for student loans; sometimes with a wrong digit, or the twin's."""
    rate = p["identity.nino_held"]
    share = np.where(people.entered, rate["university"], rate["none"])
    held = people.draws.uniform("identities/number held") < share
    digit = 10 ** clerk.pick("number's digit", 6)
    wrong = true.nino + np.where(true.nino // digit % 10 == 9, -9, 1) * digit
    nino = clerk.change("nino_typing", (true.nino, wrong))
    twins = np.where(true.twin >= 0, true.nino[true.twin], nino)
    nino = clerk.change("nino_of_twin", (nino, twins))
    return np.where(held, nino, MISSING)
