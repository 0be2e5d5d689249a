"""Identifiers of people, and what the linkage made of them: the lookups, and the truth of links."""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values
from leo_course.synthesis.streams import log, logistic


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
    partner: np.ndarray
    delivered: np.ndarray  # some AE_ID leads to the person's EDUKEY, so its rows are delivered


def make_keys(people, p, total):
    draws, seed, person = people.draws, people.draws.seed, people.person
    second = draws.happens("trouble/two_pmrs", p["trouble.two_pmrs"])
    two_edukeys = draws.happens("trouble/two_edukeys", p["trouble.two_edukeys"])
    until = 2009 + (draws.uniform("trouble/two_edukeys until") * 8).astype(np.int64)
    wrong, partner = _taken_for(people, person, p, total)
    takes_mine, _ = _taken_for(people, partner, p, total)
    takes_mine &= partner < total
    linked = ~wrong & ~_unlinked(people, p)
    return Keys(
        pmr=ids.make(seed, ids.PMR, 2 * person),
        second_pmr=ids.make(seed, ids.PMR, 2 * person + 1),
        has_second_pmr=second,
        ae_id=ids.make(seed, ids.AE_ID, person),
        edukey=ids.make(seed, ids.EDUKEY, 2 * person),
        second_edukey=ids.make(seed, ids.EDUKEY, 2 * person + 1),
        second_edukey_until=np.where(two_edukeys, until, -1),
        resolved=~draws.happens("trouble/pmr_without_ae_id", p["trouble.pmr_without_ae_id"]),
        linked=linked,
        wrong=wrong,
        partner=partner,
        delivered=linked | takes_mine,
    )


def _taken_for(people, person, p, total):
    """Who is linked to the key of a partner, and the partner: another of the same cohort.

    People stand in sixes whose first three are the partners of the last three, so that the
    partner of one's partner is oneself, in whatever block either is made.
    """
    partner = person // 6 * 6 + (person + 3) % 6
    drawn = people.draws.uniform_of("trouble/wrong_links", person)
    return (drawn < p["trouble.wrong_links"]) & (partner < total), partner


def _unlinked(people, p):
    rate = p["trouble.unlinked"]
    if rate == 0:
        return np.zeros(len(people.person), dtype=bool)
    odds = (
        log(rate / (1 - rate))
        + p["trouble.unlinked_independent"] * (people.sector == model.INDEPENDENT)
        + p["trouble.unlinked_female"] * people.female
        + p["trouble.unlinked_mover"] * people.moved
        + p["trouble.unlinked_minority"] * (people.ethnic > 0)
    )
    return people.draws.happens("trouble/unlinked", logistic(odds))


def lookups(people, keys, p):
    """The three lookups, and with them TRUTH's list of links."""
    pmr_rows = _stack(
        (keys.resolved, keys.pmr),
        (keys.resolved & keys.has_second_pmr, keys.second_pmr),
    )
    seed = people.draws.seed
    partner_key = ids.make(seed, ids.EDUKEY, 2 * keys.partner)
    edukey_rows = _stack(
        (keys.linked, keys.edukey),
        (keys.linked & (keys.second_edukey_until >= 0), keys.second_edukey),
        (keys.wrong, partner_key),
    )
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
