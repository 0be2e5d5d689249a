"""What the administrations hold of a block of people: rows of variables for each view."""

from collections.abc import Iterator

from leo_course.synthesis import model, truth
from leo_course.synthesis.domains import DOMAINS
from leo_course.synthesis.keys import lookups, make_keys
from leo_course.synthesis.parameters import Parameters


def observe(people: model.People, p: Parameters) -> Iterator[tuple[tuple, dict]]:
    """The rows of every view: ``(database, collection, year), {variable: Values}``.

    They come one at a time, so that a block needs the memory of its largest view, not of all.
    """
    for domain in DOMAINS:
        if hasattr(domain, "live"):
            domain.live(people, p)
    keys = make_keys(people, p)
    yield from lookups(people, keys, p).items()
    everybody = truth.people_rows(people, keys, p)
    for domain in DOMAINS:
        yield from domain.observe(people, keys, p)
        if hasattr(domain, "truth"):
            everybody |= domain.truth(people, p)
    yield ("TRUTH", "people", None), everybody
    yield ("TRUTH", "pay", None), truth.pay_rows(people, p)
