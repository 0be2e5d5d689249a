"""Places: regions of authorities, where people move to, and the codes and names of places.

Everything here is a function of a place's number, so that it is the same in every extract. An
authority belongs to a region; it has small areas, and each of these has five output areas.
Scotland, Wales and Northern Ireland are regions with some authorities of their own.
"""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis.columns import Values

# In the order of the region codes of HESA's providers.
REGIONS = (
    *("north east", "north west", "yorkshire", "east midlands", "west midlands"),
    *("east", "london", "south east", "south west"),
)
NATIONS = ("wales", "scotland", "northern ireland")
PLACES = (*REGIONS, *NATIONS)
LONDON = REGIONS.index("london")
ABROAD, UNKNOWN = len(PLACES), len(PLACES) + 1  # instead of a place
OUTPUT_AREAS = 5  # in a small area, as in England

# For each place, and for abroad and unknown: region code, region name, country code and name.
_ENGLISH = (
    *("North East", "North West", "Yorkshire and The Humber", "East Midlands", "West Midlands"),
    *("East of England", "London", "South East", "South West"),
)
REGION_CODES = (
    *(f"E1200000{n}" for n in range(1, 10)),
    *("W99999999", "S99999999", "N99999999", "SYNABROAD", "SYNUNKNWN"),
)
REGION_NAMES = (*_ENGLISH, "Wales", "Scotland", "Northern Ireland", "Abroad", "Unknown")
COUNTRY_CODES = ("E92000001", "W92000004", "S92000003", "N92000002", "SYNABROAD", "SYNUNKNWN")
COUNTRY_NAMES = ("England", "Wales", "Scotland", "Northern Ireland", "Abroad", "Unknown")
COUNTRY = np.array([0] * len(REGIONS) + [1, 2, 3, 4, 5])

OUTPUT_AREA = ids.Kind("COA", bits=30, prefix="SYN", digits=6)
AUTHORITY = ids.Kind("LAUA", bits=20, prefix="SYNLA", digits=4)
CONSTITUENCY = ids.Kind("PCON", bits=24, prefix="SYNP", digits=5)

_ELSEWHERE = 900_000  # the first number of an authority outside England
_STEMS = (
    *("Alder", "Bram", "Cald", "Dun", "Elder", "Fenn", "Garth", "Hazel", "Ive", "Jessa", "Kell"),
    *("Lark", "Marl", "Nether", "Ox", "Pen", "Quarr", "Rook", "Sedge", "Tarn", "Under", "Vale"),
    *("Willow", "Yarr"),
)
_ENDINGS = (
    *("beck", "bourne", "bridge", "combe", "dale", "field", "ford", "ham", "hurst", "leigh"),
    *("mere", "minster", "moor", "mouth", "stead", "thorpe", "ton", "wick", "wold", "worth"),
)


def regions(draws, la, p):
    """Region of each English authority in ``la``, as a place in ``REGIONS``.

    Authorities stand in groups; each group has its quota of every region. Which of them are in
    London, in the North East and so on depends on how diverse and how well off they are.
    """
    quotas = p["geography.quotas"]
    size = int(sum(quotas.values()))
    groups, at = np.unique(la // size, return_inverse=True)
    number = groups[:, None] * size + np.arange(size)
    diverse = draws.normal_of("place/diversity", number)
    wealth = draws.normal_of("place/authority", number)
    own = draws.normal_of("geography/region", number)
    found = np.full(number.shape, -1)
    row = np.arange(len(groups))[:, None]
    for name, quota in quotas.items():
        tilt = p["geography.region_diversity"][name], p["geography.region_wealth"][name]
        score = tilt[0] * diverse + tilt[1] * wealth + own
        score = np.where(found < 0, score, -np.inf)
        best = np.argsort(-score, axis=1, kind="stable")[:, : int(quota)]
        found[row, best] = REGIONS.index(name)
    return found[at.reshape(la.shape), la % size]


def drawn(draws, name, numbers):
    """The draw of each place or part of one, for any number of them, none included."""
    return draws.uniform_of(name, numbers) if len(numbers) else np.zeros(0)


class Destinations:
    """The authorities to which people move, by region; the first of a region is its great city."""

    def __init__(self, draws, p):
        home = np.arange(int(p["geography.destinations"]))
        region = regions(draws, home, p)
        lists = [home[region == place] for place in range(len(REGIONS))]
        few = int(p["geography.other_nations"])
        for place in range(len(NATIONS)):
            first = _ELSEWHERE + 100 * place
            lists.append(np.arange(first, first + few))
        self.count = np.array([len(one) for one in lists])
        self.table = np.zeros((len(lists), self.count.max()), dtype=np.int64)
        for place, one in enumerate(lists):
            self.table[place, : len(one)] = one

    def pick(self, place, uniform):
        """An authority of each place; the first ones are larger, so more people go there."""
        return self.table[place, (uniform * uniform * self.count[place]).astype(np.int64)]


def codes(people, place, la, area, p):
    """Values of the columns that say where somebody lives; ``area`` is an output area in ``la``.

    Nothing smaller than a country is known of those abroad or unknown.
    """
    seed, per_la = people.draws.seed, p["place.areas_per_la"] * OUTPUT_AREAS
    nowhere = place >= ABROAD
    constituency = 2 * la + (2 * area >= per_la)

    def code(kind, number):
        return Values(ids.make(seed, kind, number), null=nowhere, kind=kind)

    numbers, at = np.unique(constituency, return_inverse=True)
    names = tuple(constituency_name(n) for n in numbers.tolist())
    return {
        "home_output_area": _nullable(code(OUTPUT_AREA, la * per_la + area)),
        "home_authority": _nullable(code(AUTHORITY, la)),
        "home_constituency": _nullable(code(CONSTITUENCY, constituency)),
        "home_constituency_name": Values(at, null=nowhere, labels=names),
        "home_region": Values(place, labels=REGION_CODES),
        "home_region_name": Values(place, labels=REGION_NAMES),
        "home_country": Values(COUNTRY[place], labels=COUNTRY_CODES),
        "home_country_name": Values(COUNTRY[place], labels=COUNTRY_NAMES),
    }


def _nullable(values):
    """The same as labels, because an identifier as such has no missing value."""
    numbers, at = np.unique(values.data, return_inverse=True)
    text = ids.spell(values.kind, numbers)
    labels = text.view(f"S{text.shape[1]}").ravel().astype("U").tolist()
    return Values(at, null=values.null, labels=tuple(labels))


def constituency_name(number):
    """An invented name for each number; no two are the same."""
    stem, rest = _STEMS[number % len(_STEMS)], number // len(_STEMS)
    ending, again = _ENDINGS[rest % len(_ENDINGS)], rest // len(_ENDINGS)
    return f"{stem}{ending}{f' {again + 1}' if again else ''} (synthetic)"
