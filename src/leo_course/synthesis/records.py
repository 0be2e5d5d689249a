"""What the administrations hold of a block of people: rows of variables for each view."""

from leo_course.synthesis import model, truth
from leo_course.synthesis.domains import DOMAINS
from leo_course.synthesis.keys import lookups, make_keys
from leo_course.synthesis.parameters import Parameters


def observe(people: model.People, p: Parameters) -> dict:
    """The rows of every view: ``{(database, collection, year): {variable: Values}}``."""
    for domain in DOMAINS:
        if hasattr(domain, "live"):
            domain.live(people, p)
    keys = make_keys(people, p)
    rows = lookups(people, keys, p)
    rows["TRUTH", "people", None] = truth.people_rows(people, keys, p)
    for domain in DOMAINS:
        rows |= domain.observe(people, keys, p)
        if hasattr(domain, "truth"):
            rows["TRUTH", "people", None] |= domain.truth(people, p)
    return rows
