"""Identifiers of people, and what the linkage made of them: the lookups, and the truth of links."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values
from leo_course.synthesis.linkage import held, match
from leo_course.synthesis.model import TAX_YEARS


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
    partner: np.ndarray  # place of another person in the block; -1 unless `wrong`
    delivered: np.ndarray  # some AE_ID leads to the person's EDUKEY, so its rows are delivered
    education: held.Held  # the file of education, a record for each person
    customers: held.Held  # the file of customers, a record for each EDUKEY
    mistakes: held.Mistakes
    matches: match.Matches  # for each record of education


def make_keys(people, p):
    """Keys, and the links between them that the staged match finds within the block."""
    draws, seed, person = people.draws, people.draws.seed, people.person
    true = people.lives["identities"]
    second = draws.happens("trouble/two_pmrs", p["trouble.two_pmrs"])
    two_edukeys, until = _second_accounts(people, true, p)
    education, customers, mistakes = held.make_files(people, true, two_edukeys, p)
    matches = match.match(education, customers, p)
    found = matches.stage > 0
    linked = found & (matches.customer == np.arange(len(person)))
    delivered = np.zeros(len(person), dtype=bool)
    delivered[matches.customer[found]] = True
    return Keys(
        pmr=ids.make(seed, ids.PMR, 2 * person),
        second_pmr=ids.make(seed, ids.PMR, 2 * person + 1),
        has_second_pmr=second,
        ae_id=ids.make(seed, ids.AE_ID, person),
        edukey=ids.make(seed, ids.EDUKEY, 2 * person),
        second_edukey=ids.make(seed, ids.EDUKEY, 2 * person + 1),
        second_edukey_until=np.where(two_edukeys, until, -1),
        resolved=~_unresolved(people, mistakes, p),
        linked=linked,
        wrong=found & ~linked,
        partner=np.where(found & ~linked, matches.customer, -1),
        delivered=delivered,
        education=education,
        customers=customers,
        mistakes=mistakes,
        matches=matches,
    )


def _second_accounts(people, true, p):
    """Who has a second customer account, and the tax year in which it ends."""
    account = p["identity.second_account"]
    rate = p["trouble.two_edukeys"] * np.where(true.changed > 0, account["odds"], 1.0)
    two = true.customer & (people.draws.uniform("trouble/two_edukeys") < rate)
    within = (people.draws.uniform("trouble/two_edukeys until") * account["years"]).astype(np.int64)
    return two, people.cohort + account["first"] + within


def _unresolved(people, mistakes, p):
    """Whose PMR never came to an AE_ID: likelier where education's record is at fault."""
    at_fault = np.zeros(len(people.person), dtype=bool)
    for file, _, rows in mistakes.entries:
        if file == "education":
            at_fault[rows] = True
    rate = p["trouble.pmr_without_ae_id"] * np.where(at_fault, p["identity.unresolved"], 1.0)
    return people.draws.uniform("trouble/pmr_without_ae_id") < rate


def lookups(people, keys, p):
    """The three lookups, and with them TRUTH's list of links."""
    pmr_rows = _stack(
        (keys.resolved, keys.pmr),
        (keys.resolved & keys.has_second_pmr, keys.second_pmr),
    )
    found = keys.linked | keys.wrong
    whose = np.where(found, keys.matches.customer, 0)
    both = found & (keys.second_edukey_until[whose] >= 0)
    edukey_rows = _stack((found, keys.edukey[whose]), (both, keys.second_edukey[whose]))
    record_rows = people.lives["colleges"]["records"].lookup
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


def edukey_at(keys, row, year_place):
    """The EDUKEY under which a person's records of a tax year stand, by its place in TAX_YEARS."""
    early = np.array(TAX_YEARS)[year_place] < keys.second_edukey_until[row]
    early &= keys.linked[row]
    return np.where(early, keys.second_edukey[row], keys.edukey[row])
