"""Who people are: names, day of birth, addresses and National Insurance number, as they truly are.

Twins share the day of birth, the surname and the home; everything else is a person's own.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis.columns import day
from leo_course.synthesis.linkage import names, places
from leo_course.synthesis.model import TAX_YEARS

END = TAX_YEARS[-1] + 1  # the customer system is as it stands in the spring of this year


@dataclass
class Identities:
    """True identities of a block; arrays of shape (people,)."""

    twin: np.ndarray  # place of the twin in the block; -1 without one in it
    forename: np.ndarray  # place in names.forenames(); likewise the next
    middle: np.ndarray  # -1 without one
    birth_surname: np.ndarray  # place in names.surnames(); likewise the next
    surname: np.ndarray  # since a change of name; else that at birth
    family_surname: np.ndarray  # another surname in use in the family
    changed: np.ndarray  # year of the change of name; 0 without one
    day: np.ndarray  # day of the month of birth
    earlier: np.ndarray  # postcode two springs before the end of Key Stage 4, number of places
    home: np.ndarray  # postcode at the end of Key Stage 4
    postcode: np.ndarray  # postcode in END
    moved_on: np.ndarray  # day of the move between the two; 0 without one
    nino: np.ndarray
    customer: np.ndarray  # has a record in the customer system


def make_identities(people, p) -> Identities:
    draws, elder = people.draws, people.elder
    culture = names.culture_of(people, "culture")
    forename = names.give_forenames(people, culture, "forename", p)
    middle = names.give_forenames(people, culture, "middle name", p)
    middle = np.where(draws.happens("identities/has middle", p["identity.middle_name"]), middle, -1)
    middle = np.where(middle == forename, -1, middle)
    surname = names.give_surnames(people, culture, "surname", p, of=elder)
    length = day(people.birth_year, people.birth_month + 1) - day(
        people.birth_year, people.birth_month
    )
    date = 1 + (draws.uniform("identities/day of birth", of=elder) * length).astype(np.int64)
    unit = (draws.uniform("identities/address", 2, of=elder) * places.UNITS).astype(np.int64)
    per_la = p["place.areas_per_la"]
    first, last = _areas(people)
    home = places.postcode(last // per_la, last % per_la, unit[:, 0], p)
    earlier = places.postcode(first // per_la, first % per_la, unit[:, 1], p)
    earlier = np.where(first != last, earlier, home)
    inside = (people.twin >= people.first) & (people.twin < people.last)
    twin = np.where(inside, people.twin - people.first, -1)
    forename = _another(people, culture, forename, p)
    now, changed = _change_of_name(people, culture, surname, p)
    there, moved_on = _moves(people, home, p)
    return Identities(
        twin=twin,
        forename=forename,
        middle=middle,
        birth_surname=surname,
        surname=now,
        family_surname=names.give_surnames(people, culture, "family surname", p, of=elder),
        changed=changed,
        day=date,
        earlier=earlier,
        home=home,
        postcode=there,
        moved_on=moved_on,
        nino=places.ninos(draws.seed, people.person),
        customer=~_without_record(people, p),
    )


def _areas(people):
    """Small areas two springs before the end of Key Stage 4 and at its end, as it was held."""
    return people.area[:, 9], people.area[:, 11]


def _another(people, culture, forename, p):
    """Forenames; if twins would have the same, the younger is called by the next of the list."""
    younger = people.elder != people.person
    theirs = names.give_forenames(people, culture, "forename", p, elder=True)
    clash = younger & (forename == theirs)
    named = forename.copy()
    for girls in (False, True):
        pool = names.forename_pool("english", girls, True)
        rows = np.flatnonzero(clash & (people.female == girls))
        picked = pool[rows % len(pool)]
        named[rows] = np.where(picked == named[rows], pool[(rows + 1) % len(pool)], picked)
    return named


def _change_of_name(people, culture, surname, p):
    """Surnames in END and the year of the change: marriage, mostly, at a steady rate by age."""
    rate = np.where(people.female, p["trouble.surname_changed"], p["trouble.surname_changed_men"])
    from_age = p["identity.change_from_age"]
    years = np.maximum(END - people.birth_year - from_age, 0)
    drawn = people.draws.uniform("identities/change of name")
    changes = drawn < rate * years
    waited = (drawn / np.where(changes, rate, 1.0)).astype(np.int64)
    new = names.give_surnames(people, culture, "surname after change", p)
    changes &= new != surname
    year = np.where(changes, people.birth_year + from_age + waited, 0)
    return np.where(changes, new, surname), year


def _moves(people, home, p):
    """Postcodes in END, and the day of the last move; rates are higher for some."""
    per_la, draws = p["place.areas_per_la"], people.draws
    rate = p["trouble.moved_home"] * np.where(people.entered, p["identity.moves_university"], 1.0)
    rate = rate * np.where(people.moved, p["identity.moves_again"], 1.0)
    begin = people.cohort + p["identity.moves_after"]
    drawn = draws.uniform("identities/moved home")
    moves = drawn < rate * np.maximum(END - begin, 0)
    when = begin + drawn / np.where(moves, rate, 1.0)
    u = draws.uniform("identities/moved where", 4)
    near, region = p["identity.moves_within_authority"], p["identity.moves_within_area"]
    neighbour = people.la // 5 * 5 + (people.la + 1 + (u[:, 1] * 4).astype(np.int64)) % 5
    anywhere = (u[:, 1] * places.DISTRICTS).astype(np.int64)
    la = np.where(u[:, 0] < near, people.la, np.where(u[:, 0] < near + region, neighbour, anywhere))
    area = (u[:, 2] * per_la).astype(np.int64)
    unit = (u[:, 3] * places.UNITS).astype(np.int64)
    there = places.postcode(la, area, unit, p)
    moves &= there != home
    year = np.floor(when).astype(np.int64)
    moved_on = day(year) + ((when - year) * 365).astype(np.int64)
    return np.where(moves, there, home), np.where(moves, moved_on, 0)


def _without_record(people, p):
    """Nobody has a customer record who left as a child or has no National Insurance number."""
    rate = p["trouble.no_customer_record"] * np.where(
        people.ethnic > 0, p["identity.no_record_minority"], 1.0
    )
    return people.draws.uniform("identities/no customer record") < rate
