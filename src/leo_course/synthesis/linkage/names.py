"""Invented names: pools by culture, sex and time of birth, and the forms a name can take.

Every spelling that can stand in a record has a place in one of two tables, of forenames and of
surnames, so that a slip of the pen is a step from one whole number to another.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

import numpy as np

from leo_course.synthesis.model import ETHNIC_GROUPS
from leo_course.synthesis.streams import choose

TYPED = 5  # wrong spellings of each name
DOUBLES = 600  # double-barrelled surnames
_CODES = str.maketrans("bfpvcgjkqsxzdtlmnr", "111122222222334556")
_BESIDE = dict(zip("qwertyuiopasdfghjklzxcvbnm", "wertyuioposdfghjklkxcvbnmn", strict=True))
_BORN_EARLY, _BORN_LATE = 1986, 2004  # the births that the two sets of forenames belong to


@dataclass(frozen=True)
class Table:
    """Every spelling of a kind of name; arrays hold places in ``text``, of shape (spellings,)."""

    text: tuple[str, ...]
    initial: np.ndarray  # place of the first letter alone
    sound: np.ndarray  # place in ``sounds``
    sounds: tuple[str, ...]
    short: np.ndarray  # the name's short form; itself without one
    spelling: np.ndarray  # another spelling; itself without one
    half: np.ndarray  # the second half of a double-barrelled name; itself if it is single
    typed: np.ndarray  # (spellings, TYPED): as a slip of the keyboard leaves it


@dataclass(frozen=True)
class Pool:
    """Names of one culture in order of frequency, as places in the table."""

    listed: np.ndarray
    tail: np.ndarray
    doubles: np.ndarray


@cache
def _source():
    path = Path(__file__).with_name("names.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def cultures() -> tuple[str, ...]:
    return tuple(_source()["culture"])


@cache
def forenames() -> Table:
    words = [name for culture in _source()["culture"].values() for name in _forenames_of(culture)]
    forms = _source()["forms"]
    short = dict(pair.split(":") for pair in forms["short"].split())
    return _table(words, short, _rings(forms["spellings"]), {})


@cache
def surnames() -> Table:
    words, halves = [], {}
    for name in cultures():
        words += _source()["culture"][name]["surnames"].split() + _tail(name)
    for double in _doubles():
        words.append(double)
        halves[double] = double.split("-")[1]
    return _table(words, {}, _rings(_source()["surname_forms"]["spellings"]), halves)


def _forenames_of(culture):
    return [
        name
        for key, names in culture.items()
        if key[:4] in ("girl", "boys")
        for name in names.split()
    ]


def _rings(text):
    """Each spelling with the next of its ring."""
    rings = [ring.split("-") for ring in text.split()]
    return {a: b for ring in rings for a, b in zip(ring, ring[1:] + ring[:1], strict=True)}


def _tail(name):
    culture = _source()["culture"][name]
    roots, endings = culture["roots"].split(), culture["endings"].split()
    listed = set(culture["surnames"].split())
    return [root + end for root in roots for end in endings if root + end not in listed]


def _doubles():
    listed = _source()["culture"]["english"]["surnames"].split()
    found = {}
    for number in range(2 * DOUBLES):
        digest = blake2b(f"double {number}".encode(), digest_size=8).digest()
        left, right = (int.from_bytes(part, "little") for part in (digest[:4], digest[4:]))
        pair = listed[left % len(listed)], listed[right % len(listed)]
        if pair[0] != pair[1]:
            found["-".join(pair)] = True
    return list(found)[:DOUBLES]


def _table(words, short, spelling, halves):
    letters = [chr(65 + k) for k in range(26)]
    whole = dict.fromkeys([*letters, *words, *short.values(), *spelling, *spelling.values()])
    base = list(whole)
    wrong = [[mistyped(word, k) for k in range(TYPED)] for word in base]
    for row in wrong:
        whole.update(dict.fromkeys(row))
    text = tuple(whole)
    place = {word: number for number, word in enumerate(text)}
    sounds = [soundex(word) for word in text]
    known = {sound: number for number, sound in enumerate(sorted(set(sounds)))}
    itself = np.arange(len(text))
    typed = np.repeat(itself[:, None], TYPED, axis=1)
    typed[: len(base)] = [[place[word] for word in row] for row in wrong]
    return Table(
        text=text,
        initial=np.array([place[word[0]] for word in text]),
        sound=np.array([known[sound] for sound in sounds]),
        sounds=tuple(known),
        short=_steps(itself, place, short),
        spelling=_steps(itself, place, spelling),
        half=_steps(itself, place, halves),
        typed=typed,
    )


def _steps(itself, place, changes):
    steps = itself.copy()
    for old, new in changes.items():
        if old in place:
            steps[place[old]] = place[new]
    return steps


def mistyped(word: str, kind: int) -> str:
    """The word with one letter lost, doubled, hit beside or swapped; always another word."""
    digest = blake2b(f"{word}|{kind}".encode(), digest_size=4).digest()
    at = 1 + int.from_bytes(digest, "little") % max(1, len(word) - 1)
    letter = word[at : at + 1]
    if len(word) < 3:
        return word + (word[-1].lower() if kind % 2 else "e")
    if kind % 4 == 0:
        return word[:at] + word[at + 1 :]
    if kind % 4 == 1 and letter.isalpha():
        return word[:at] + _BESIDE[letter.lower()] + word[at + 1 :]
    if kind % 4 == 2 and at > 1 and word[at - 1] != letter:
        return word[: at - 1] + letter + word[at - 1] + word[at + 1 :]
    return word[:at] + letter + word[at:]


def soundex(word: str) -> str:
    """The Soundex code of a name: its first letter and three digits."""
    letters = [letter for letter in word.lower() if "a" <= letter <= "z"]
    code, before = [], letters[0].translate(_CODES)
    for letter in letters[1:]:
        digit = letter.translate(_CODES)
        if digit.isdigit() and digit != before:
            code.append(digit)
        if letter not in "hw":
            before = digit
    return (letters[0].upper() + "".join(code) + "000")[:4]


@cache
def forename_pool(culture: str, girls: bool, late: bool) -> np.ndarray:
    key = f"{'girls' if girls else 'boys'}_{'late' if late else 'early'}"
    place = {word: number for number, word in enumerate(forenames().text)}
    names = dict.fromkeys(_source()["culture"][culture][key].split())
    return np.array([place[name] for name in names])


@cache
def surname_pool(culture: str) -> Pool:
    place = {word: number for number, word in enumerate(surnames().text)}
    listed = dict.fromkeys(_source()["culture"][culture]["surnames"].split())
    doubles = _doubles() if culture == "english" else []
    parts = (listed, _tail(culture), doubles)
    return Pool(*(np.array([place[name] for name in part], dtype=np.int64) for part in parts))


def culture_of(people, name):
    """The culture whose surnames a person's family bears, as a place in ``cultures()``."""
    drawn = people.draws.uniform(f"identities/{name}", of=people.elder)
    found = np.zeros(len(drawn), dtype=np.int64)
    for group, code in enumerate(ETHNIC_GROUPS):
        rows = np.flatnonzero(people.ethnic == group)
        shares = _source()["groups"][code]
        which = np.array([cultures().index(culture) for culture in shares])
        found[rows] = which[choose(drawn[rows], list(shares.values()))]
    return found


def give_forenames(people, culture, name, p, elder=False):
    """Forenames by culture, sex and year of birth, as places in the table.

    With ``elder``, those of the elder twin for who is the younger.
    """
    of = people.elder if elder else None
    female = people.draws.happens("person/female", p["person.female"], of=of)
    drawn = people.draws.uniform(f"identities/{name}", 3, of=of)
    english = cultures().index("english")
    share = np.array([_source()["culture"][c]["english_forenames"] for c in cultures()])
    culture = np.where(drawn[:, 0] < share[culture], english, culture)
    late = drawn[:, 1] * (_BORN_LATE - _BORN_EARLY) < people.birth_year - _BORN_EARLY
    found = np.zeros(len(culture), dtype=np.int64)
    for number, code in enumerate(cultures()):
        for girls in (False, True):
            for is_late in (False, True):
                mine = (culture == number) & (female == girls) & (late == is_late)
                rows = np.flatnonzero(mine)
                pool = forename_pool(code, girls, is_late)
                found[rows] = pool[choose(drawn[rows, 2], _weights(len(pool), p))]
    return found


def give_surnames(people, culture, name, p, of=None):
    """Surnames by culture, as places in the table."""
    drawn = people.draws.uniform(f"identities/{name}", of=of)
    found = np.zeros(len(culture), dtype=np.int64)
    for number, code in enumerate(cultures()):
        rows = np.flatnonzero(culture == number)
        pool, tail = surname_pool(code), _source()["culture"][code]["tail"]
        double = p["names.double_barrelled"] if len(pool.doubles) else 0.0
        listed = _weights(len(pool.listed), p)
        weights = np.concatenate(
            [
                (1 - double) * (1 - tail) * listed / listed.sum(),
                np.full(len(pool.tail), (1 - double) * tail / max(1, len(pool.tail))),
                np.full(len(pool.doubles), double / max(1, len(pool.doubles))),
            ]
        )
        names = np.concatenate([pool.listed, pool.tail, pool.doubles])
        found[rows] = names[choose(drawn[rows], weights)]
    return _singh_and_kaur(found, people.female)


def _singh_and_kaur(found, female):
    """Sikh men are called Singh and women Kaur."""
    singh, kaur = (surnames().text.index(name) for name in ("Singh", "Kaur"))
    either = (found == singh) | (found == kaur)
    return np.where(either, np.where(female, kaur, singh), found)


def _weights(count, p):
    return 1.0 / (np.arange(count) + p["names.rank_offset"])
