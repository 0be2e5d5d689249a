"""Random draws that are a pure function of (seed, name of the stream, index).

A draw never depends on what was drawn before it, on how people are cut into blocks or on the
number of processes, so the same seed gives the same people on any machine. Only the raw 64-bit
output of numpy's Philox generator is used, because it is the part that numpy promises to keep;
everything made from it here uses ``+ - * /``, comparisons, ``sqrt``, ``ldexp`` and ``frexp``,
which IEEE 754 fixes to the last bit. ``numpy.exp`` and ``numpy.log`` are avoided: their last
digit differs between versions and processors.
"""

from functools import cache, lru_cache
from hashlib import blake2b
from statistics import NormalDist

import numpy as np

MAX_SEED = 2**63 - 1
CELLS = 1 << 14  # of the normal table
_PER_COUNTER = 4  # 64-bit words that Philox makes for one value of its counter
_UNIT = 2.0**-53
_FEW = 10  # categories
_KEPT = 64  # draws of a block, some 8 MB
_MASK_30 = np.uint64((1 << 30) - 1)


def raw(seed: int, name: str, first: int, last: int) -> np.ndarray:
    """The 64-bit words ``first`` to ``last - 1`` of the stream called ``name``.

    Returns a uint64 array of shape ``(last - first,)``.
    """
    key = int.from_bytes(blake2b(f"{seed}|{name}".encode(), digest_size=16).digest(), "little")
    skip = first % _PER_COUNTER
    generator = np.random.Philox(key=key, counter=first // _PER_COUNTER)
    return generator.random_raw(skip + last - first)[skip:]


@cache
def normal_table() -> np.ndarray:
    """Quantiles of the standard normal at the ``CELLS + 1`` evenly spaced points of a cell grid.

    Rounded to nine decimals, so that the last digits of a platform's logarithm do not matter.
    The ends stand at about four standard deviations.
    """
    quantile = NormalDist().inv_cdf
    upper = [round(quantile((i + 0.5) / (CELLS + 1)), 9) for i in range(CELLS // 2 + 1, CELLS + 1)]
    table = np.array([-x for x in reversed(upper)] + [0.0] + upper)
    table.flags.writeable = False
    return table


def to_uniform(words: np.ndarray) -> np.ndarray:
    """Numbers in [0, 1) from 64-bit words, by their top 53 bits."""
    return (words >> np.uint64(11)) * _UNIT


def to_normal(words: np.ndarray) -> np.ndarray:
    """Standard normal numbers from 64-bit words: a cell of the table, then a straight line."""
    table = normal_table()
    cell = (words >> np.uint64(50)).astype(np.intp)
    share = ((words >> np.uint64(20)) & _MASK_30) * 2.0**-30
    low = table[cell]
    return low + (table[cell + 1] - low) * share


def normal_share(x: np.ndarray) -> np.ndarray:
    """The share of the standard normal below ``x``, read from the same table (steps of 1/CELLS)."""
    return np.searchsorted(normal_table(), x) / (CELLS + 1)


def exp(x) -> np.ndarray:
    """The exponential of ``x``, the same to the last bit everywhere; right to about 1 in 10^15."""
    x = np.asarray(x, dtype=np.float64)
    k = np.rint(x * 1.4426950408889634)
    # ln 2 in two parts, so that the remainder is exact where it matters.
    r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10
    total = np.full_like(r, 1.0 / 6227020800.0)
    factorial = 6227020800
    for n in range(12, -1, -1):
        factorial //= n + 1
        total = total * r
        total = total + 1.0 / factorial
    return np.ldexp(total, k.astype(np.int32))


def log(x) -> np.ndarray:
    """The natural logarithm of ``x > 0``, the same to the last bit everywhere."""
    m, k = np.frexp(np.asarray(x, dtype=np.float64))
    low = m < 0.7071067811865476
    m = np.where(low, m * 2.0, m)
    k = k - low
    s = (m - 1.0) / (m + 1.0)
    square = s * s
    total = np.full_like(s, 1.0 / 23.0)
    for n in range(21, 0, -2):
        total = total * square
        total = total + 1.0 / n
    return (2.0 * s) * total + k * 0.6931471805599453


def logistic(x) -> np.ndarray:
    """1 / (1 + e^-x): the probability that belongs to log-odds ``x``."""
    return 1.0 / (1.0 + exp(-np.asarray(x, dtype=np.float64)))


def choose(uniform: np.ndarray, weights) -> np.ndarray:
    """The index of the category each uniform number falls into; ``weights`` need not sum to 1."""
    steps = np.cumsum(np.asarray(weights, dtype=np.float64))
    point = uniform * steps[-1]
    if len(steps) > _FEW:
        return np.minimum(np.searchsorted(steps, point, side="right"), len(steps) - 1)
    # Counting the steps below is the same, and quicker than to search among a few.
    index = np.zeros(point.shape, dtype=np.int64)
    for step in steps[:-1]:
        index += point >= step
    return index


@lru_cache(maxsize=_KEPT)
def _kept(seed, name, first, last):
    """One uniform number for each person; what is the person's own is asked for by every census."""
    drawn = to_uniform(raw(seed, name, first, last))
    drawn.flags.writeable = False
    return drawn


class Draws:
    """The draws of people ``first`` to ``last - 1`` under one seed.

    ``per`` draws for each person give an array of shape ``(people, per)``; 1 gives ``(people,)``.
    With ``of``, the draws are those of the people with these numbers, in the block or not: so twins
    share what belongs to their family. With ``at``, an index into that array, they are those there
    alone: most words of a stream with many for each person belong to something that never was.
    """

    def __init__(self, seed: int, first: int, last: int):
        self.seed, self.first, self.last = seed, first, last

    def _words(self, name, per, of):
        first, last = (self.first, self.last) if of is None else (int(of.min()), int(of.max()) + 1)
        words = raw(self.seed, name, first * per, last * per)
        words = words if per == 1 else words.reshape(-1, per)
        return words if of is None else words[of - first]

    def uniform(self, name: str, per: int = 1, of: np.ndarray | None = None, at=None) -> np.ndarray:
        if per == 1 and of is None and at is None:
            return _kept(self.seed, name, self.first, self.last)
        words = self._words(name, per, of)
        return to_uniform(words if at is None else words[at])

    def normal(self, name: str, per: int = 1, of: np.ndarray | None = None) -> np.ndarray:
        return to_normal(self._words(name, per, of))

    def happens(self, name: str, probability, of: np.ndarray | None = None) -> np.ndarray:
        """True with the given probability: a number, or one for each person."""
        return self.uniform(name, of=of) < probability

    def choice(self, name: str, weights) -> np.ndarray:
        return choose(self.uniform(name), weights)

    def uniform_of(self, name: str, ids: np.ndarray) -> np.ndarray:
        """The draw of each thing (school, neighbourhood, other person) named by a number."""
        return to_uniform(self._words_of(name, ids))

    def normal_of(self, name: str, ids: np.ndarray) -> np.ndarray:
        return to_normal(self._words_of(name, ids))

    def _words_of(self, name, ids):
        if not ids.size:
            return np.empty(ids.shape, dtype=np.uint64)
        low = int(ids.min())
        return raw(self.seed, name, low, int(ids.max()) + 1)[ids - low]
