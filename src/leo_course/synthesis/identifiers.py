"""Pseudonyms: numbers that look random, never repeat, and cannot be taken for real ones.

Each kind of identifier is a keyed permutation of the person's number, so that it is unique
without any list of what was given out, and says nothing of the order in which people were made.
"""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

# In ASCII order, so that sorting the numbers sorts the strings.
_DIGITS = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
_ROUNDS = 4


@dataclass(frozen=True)
class Kind:
    """How identifiers of one kind look: ``prefix`` and ``digits`` base-32 digits, or a number."""

    name: str
    bits: int
    prefix: str = ""
    digits: int = 0
    offset: int = 0


PMR = Kind("PMR", bits=60, prefix="SYNPMR", digits=12)
EDUKEY = Kind("EDUKEY", bits=44, prefix="SYNEK", digits=9)
AE_ID = Kind("AE_ID", bits=42, offset=9_000_000_000_000)
RECORDID = Kind("RECORDID", bits=30, offset=1_000_000_000)
NINO = Kind("NINO", bits=24)  # spelled by linkage.places, with the prefix QQ


def permute(seed: int, kind: Kind, numbers: np.ndarray) -> np.ndarray:
    """A one-to-one scattering of ``0 .. 2**bits - 1`` over itself, by a Feistel network."""
    half = np.uint64(kind.bits // 2)
    mask = np.uint64((1 << (kind.bits // 2)) - 1)
    numbers = np.asarray(numbers).astype(np.uint64)
    left, right = numbers >> half, numbers & mask
    for step in range(_ROUNDS):
        digest = blake2b(f"{seed}|identifier {kind.name}|{step}".encode(), digest_size=8).digest()
        left, right = right, left ^ (_scatter(right, int.from_bytes(digest, "little")) & mask)
    return (left << half) | right


def _scatter(x, key):
    """A 64-bit mixing function (the finaliser of splitmix64)."""
    x = x ^ np.uint64(key)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        x = (x ^ (x >> np.uint64(shift))) * np.uint64(factor)
    return x ^ (x >> np.uint64(31))


def make(seed: int, kind: Kind, numbers: np.ndarray) -> np.ndarray:
    """Identifiers as whole numbers: what the synthesis works and sorts with."""
    return permute(seed, kind, numbers) + np.uint64(kind.offset)


def spell(kind: Kind, numbers: np.ndarray) -> np.ndarray:
    """Identifiers of a kind with a prefix, as text: bytes of shape (n, prefix + digits)."""
    width = len(kind.prefix)
    text = np.empty((len(numbers), width + kind.digits), dtype=np.uint8)
    text[:, :width] = np.frombuffer(kind.prefix.encode(), dtype=np.uint8)
    for place in range(kind.digits):
        shift = np.uint64(5 * (kind.digits - 1 - place))
        text[:, width + place] = _DIGITS[(numbers >> shift) & np.uint64(31)]
    return text
