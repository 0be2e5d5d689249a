"""Identities, and the linkage lab: the two files that were matched, and what the match found.

The match itself is a matter of ``synthesis.keys``, because every domain needs its result. It runs
within a block of people, and twins are found within one. So what hangs on links (the lookup, whose
work is delivered) is the same in a larger extract for all blocks that were whole in the smaller;
everything else is the same for every person.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.linkage import held, names, places
from leo_course.synthesis.linkage.identity import make_identities


def live(people, p):
    people.lives["identities"] = make_identities(people, p)


def observe(people, keys, p):
    """Rows of the two identity files, of the results of the match, and of the truth of both."""
    yield ("LINKAGE_LAB", "education_identities", None), _education(people, keys, p)
    yield ("LINKAGE_LAB", "dwp_identities", None), _customers(people, keys, p)
    yield ("LINKAGE_LAB", "match_results", None), _results(people, keys)
    yield ("TRUTH", "identities", None), _truth(people, p)
    yield ("TRUTH", "identity_mistakes", None), _mistakes(people, keys)


def _education(people, keys, p):
    file = keys.education
    return {
        "lab_batch": _batch(people, len(file.row)),
        "lab_ae_id": Values(keys.ae_id),
    } | _identity("lab", file, p)


def _customers(people, keys, p):
    file = keys.customers
    edukey = np.where(file.second, keys.second_edukey[file.row], keys.edukey[file.row])
    moved = file.moved_on
    kept = file.former >= 0
    return {
        "lab_batch": _batch(people, len(file.row)),
        "lab_edukey": Values(edukey, kind=ids.EDUKEY),
        "lab_other_names": _names(names.forenames(), file.other_forename),
        "lab_former_surname": _names(names.surnames(), file.former_surname),
        "lab_postcode_from": Values(moved, null=(moved == 0) | (file.postcode < 0)),
        "lab_former_postcode": places.postcode_values(file.former, p),
        "lab_former_until": Values(moved - 1, null=~kept),
    } | _identity("lab", file, p)


def _identity(prefix, file: held.Held, p):
    """The columns that both files have."""
    born, table = file.born, names.surnames()
    sound = table.sound[file.surname]
    return {
        f"{prefix}_forename": _names(names.forenames(), file.forename),
        f"{prefix}_surname": _names(table, file.surname),
        f"{prefix}_surname_code": Values(sound, labels=table.sounds),
        f"{prefix}_born": Values(born, null=born < 0),
        f"{prefix}_sex": _sex(file.female),
        f"{prefix}_postcode": places.postcode_values(file.postcode, p),
        f"{prefix}_nino": places.nino_values(file.nino),
    }


def _results(people, keys):
    matches = keys.matches
    return {
        "match_batch": _batch(people, len(matches.stage)),
        "match_ae_id": Values(keys.ae_id),
        "match_stage": Values(matches.stage, null=matches.stage == 0),
        "match_several": Values(matches.several, null=matches.several == 0),
    }


def _truth(people, p):
    true = people.lives["identities"]
    born = day(people.birth_year, people.birth_month, true.day)
    twin = people.person[true.twin]
    forenames, surnames = names.forenames(), names.surnames()
    return {
        "id_person": Values(people.person),
        "id_twin": Values(twin, null=true.twin < 0),
        "id_forename": _names(forenames, true.forename),
        "id_middle_name": _names(forenames, true.middle),
        "id_birth_surname": _names(surnames, true.birth_surname),
        "id_surname": _names(surnames, true.surname),
        "id_name_changed": Values(true.changed, null=true.changed == 0),
        "id_born": Values(born),
        "id_earlier_postcode": places.postcode_values(
            np.where(true.earlier == true.home, held.MISSING, true.earlier), p
        ),
        "id_home_postcode": places.postcode_values(true.home, p),
        "id_postcode": places.postcode_values(true.postcode, p),
        "id_moved_on": Values(true.moved_on, null=true.moved_on == 0),
        "id_nino": places.nino_values(true.nino),
        "id_customer": Values(true.customer),
    }


def _mistakes(people, keys):
    """The log of mistakes, without those in records that do not exist."""
    customer = people.lives["identities"].customer
    troubles = tuple(sorted({trouble for _, trouble, _ in keys.mistakes.entries}))
    place, file, trouble = [], [], []
    for whose, what, rows in keys.mistakes.entries:
        rows = rows if whose == "education" else rows[customer[rows]]
        place.append(rows)
        file.append(np.full(len(rows), held.FILES.index(whose)))
        trouble.append(np.full(len(rows), troubles.index(what)))
    return {
        "mistake_person": Values(people.person[np.concatenate(place)]),
        "mistake_file": Values(np.concatenate(file), labels=held.FILES),
        "mistake_trouble": Values(np.concatenate(trouble), labels=troubles),
    }


def _batch(people, count):
    """The label of the block, within which the match ran."""
    return Values(np.full(count, people.first))


def _sex(female):
    return Values(np.maximum(female, 0), null=female < 0, labels=("M", "F"))


def _names(table, name):
    """Names as a column with the labels that occur; places below 0 are missing."""
    unique, places_in = np.unique(np.maximum(name, 0), return_inverse=True)
    labels = tuple(table.text[place] for place in unique.tolist())
    return Values(places_in.ravel(), null=name < 0, labels=labels)
