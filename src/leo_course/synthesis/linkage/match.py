"""The staged match: each record of education is searched among the customers of its batch.

A stage asks for fewer or vaguer agreements than the one before. A record is linked at the first
stage at which exactly one customer agrees; a customer is a National Insurance number, under which
there may be several accounts. What is missing never agrees. A customer who has been found stays
among those searched, so two records of education may lead to one customer.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.linkage import names, places
from leo_course.synthesis.linkage.held import Held

# The parts that each stage compares; the first asks for the National Insurance number and two of
# the others. The dictionary says the same in words, with the results.
FIRST = ("forename", "surname", "born", "female", "postcode")
STAGES = {
    2: ("forename", "surname", "born", "female", "postcode"),
    3: ("initial", "surname", "born", "female", "postcode"),
    4: ("initial", "sound", "born", "female", "district"),
    5: ("forename", "sound", "born"),
    6: ("initial", "born", "area"),
    7: ("born", "female", "district"),
}


@dataclass
class Matches:
    """Results for the records of education, arrays of shape (records,)."""

    stage: np.ndarray  # 0 if nobody was found
    customer: np.ndarray  # place of the person found in the block; -1 if nobody
    several: np.ndarray  # the first stage at which several customers agreed; 0 if none


def match(education: Held, customers: Held, p) -> Matches:
    """Search every record of education among the customers, stage by stage."""
    count = len(education.row)
    found = Matches(*(np.zeros(count, dtype=np.int64) for _ in range(3)))
    found.customer -= 1
    left, right = _parts(education, p), _parts(customers, p, former=True)
    _keep(found, 1, *_by_number(education, customers, left, right))
    for stage, parts in STAGES.items():
        rows = np.flatnonzero(found.stage == 0)
        a, b = _agreeing([left[part][rows] for part in parts], [right[part] for part in parts])
        _keep(found, stage, rows[a], right["person"][b])
    return found


def _parts(held, p, former=False):
    """What stages compare; with ``former``, a record stands twice if it has a former postcode."""
    place, postcode = np.arange(len(held.row)), held.postcode
    if former:
        again = np.flatnonzero(held.former >= 0)
        place = np.concatenate([place, again])
        postcode = np.concatenate([postcode, held.former[again]])
    missing = postcode < 0
    return {
        "record": place,
        "person": held.row[place],
        "forename": held.forename[place],
        "initial": names.forenames().initial[held.forename[place]],
        "surname": held.surname[place],
        "sound": names.surnames().sound[held.surname[place]],
        "born": held.born[place],
        "female": held.female[place],
        "postcode": postcode,
        "district": np.where(missing, -1, places.district(postcode, p)),
        "area": np.where(missing, -1, places.postal_area(postcode, p)),
    }


def _by_number(education, customers, left, right):
    """Pairs that agree on the number and on two parts more."""
    a, b = _agreeing([education.nino], [customers.nino[right["record"]]])
    agree = np.zeros(len(a), dtype=np.int64)
    for part in FIRST:
        mine, theirs = left[part][a], right[part][b]
        agree += (mine == theirs) & (mine >= 0)
    return a[agree >= 2], right["person"][b[agree >= 2]]


def _keep(found, stage, rows, persons):
    """Link those with one customer, and note those with several."""
    if not len(rows):
        return
    pairs = np.unique(rows * (persons.max() + 1) + persons)
    rows, persons = np.divmod(pairs, persons.max() + 1)
    count = np.bincount(rows, minlength=len(found.stage))
    single = count[rows] == 1
    found.stage[rows[single]] = stage
    found.customer[rows[single]] = persons[single]
    many = (count > 1) & (found.several == 0)
    found.several[many] = stage


def _agreeing(left, right):
    """Places of all pairs that agree in every column; what is below 0 is missing."""
    a = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in left]))
    b = np.flatnonzero(np.logical_and.reduce([column >= 0 for column in right]))
    key = np.zeros(len(a) + len(b), dtype=np.int64)
    for mine, theirs in zip(left, right, strict=True):
        values = np.concatenate([mine[a], theirs[b]])
        key = np.unique(key * (values.max(initial=0) + 1) + values, return_inverse=True)[1]
    mine, theirs = key[: len(a)], key[len(a) :]
    order = np.argsort(theirs, kind="stable")
    low = np.searchsorted(theirs[order], mine, side="left")
    many = np.searchsorted(theirs[order], mine, side="right") - low
    rows = np.repeat(np.arange(len(a)), many)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(many) - many, many)
    return a[rows], b[order[np.repeat(low, many) + step]]
