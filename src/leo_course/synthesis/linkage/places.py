"""Postcodes and National Insurance numbers that cannot be real, as whole numbers and as text.

No postcode begins with X and no National Insurance number with QQ.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values

UNITS = 20  # unit postcodes of a small area
DISTRICTS = 2280  # as many authorities have a district of their own; then they begin again
_AREA_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWY"
_UNIT_LETTERS = "ABDEFGHJLNPQRSTUWXYZ"
_LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRS", dtype=np.uint8)


def postcode(la, area, unit, p):
    """The number of a postcode, from the authority, the small area within it and a unit."""
    return (la % DISTRICTS * p["place.areas_per_la"] + area) * UNITS + unit


def district(code, p):
    """The part of a postcode before the space; an authority has one."""
    return code // (UNITS * p["place.areas_per_la"])


def postal_area(code, p):
    """The letters at the beginning of a postcode, as a number: five authorities share them."""
    return district(code, p) // 5 % len(_AREA_LETTERS)


def postcode_values(codes, p):
    """Postcodes as a column; those below 0 are missing."""
    unique, places = np.unique(codes, return_inverse=True)
    labels = tuple(_spelled(code, p) for code in unique.tolist())
    return Values(places.ravel(), null=codes < 0, labels=labels)


def _spelled(code, p):
    if code < 0:
        return ""
    place, unit = divmod(code, UNITS)
    la, area = divmod(place, p["place.areas_per_la"])
    number = 1 + la % 5 + 5 * (la // 120)
    end = f"{area // 6}{_UNIT_LETTERS[area % 6]}{_UNIT_LETTERS[unit]}"
    return f"X{_AREA_LETTERS[la // 5 % len(_AREA_LETTERS)]}{number} {end}"


def ninos(seed, person):
    """National Insurance numbers as whole numbers: six digits, and a letter beyond a million."""
    return ids.permute(seed, ids.NINO, person % (1 << ids.NINO.bits)).astype(np.int64)


def nino_values(numbers):
    """National Insurance numbers as a column; those below 0 are missing."""
    filled = np.maximum(numbers, 0)
    text = np.empty((len(filled), 9), dtype=np.uint8)
    text[:, :2] = ord("Q")
    for place in range(6):
        text[:, 2 + place] = ord("0") + filled // 10 ** (5 - place) % 10
    text[:, 8] = _LETTERS[filled // 1_000_000]
    return Values(text.view("S9").ravel(), null=numbers < 0)
