"""Secondary schools as records name them, and what every school collection says of a pupil."""

import numpy as np

from leo_course.synthesis.columns import Values


def school_names(people, rows, school, p, prefix):
    """Pseudonyms of authority and school, by number; an authority's schools share its letters."""
    la, per_la = people.la[rows], p["place.state_schools_per_la"] + 2
    low = int(la.min()) if len(la) else 0
    high = int(la.max()) + 1 if len(la) else 0
    numbers = range(low, high)
    las = tuple(f"SYN{n + 101:05d}" for n in numbers)
    estabs = tuple(f"SYN{n + 101:05d}{4001 + k}" for n in numbers for k in range(per_la))
    urns = tuple(f"SYN{n * per_la + k + 100001:07d}" for n in numbers for k in range(per_la))
    number = (la - low) * per_la + school
    return {
        f"{prefix}_la": Values(la - low, labels=las),
        f"{prefix}_laestab": Values(number, labels=estabs),
        f"{prefix}_urn": Values(number, labels=urns),
    }


def demography(people, rows):
    """Sex, and year and month of birth."""
    return {
        "sex": Values((~people.female[rows]).astype(np.int64), labels=("F", "M")),
        "birth_year": Values(people.birth_year[rows]),
        "birth_month": Values(people.birth_month[rows]),
    }
