"""Firms: the employers of a labour market and of the whole country, and the register of them.

A firm is a function of its number. Places for firms ("slots") exist in the country and in each
labour market; the firms that hold one place after another are its generations, each born when
the one before it dies. Times are months since January 1970; effects are in log points.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import streams
from leo_course.synthesis.columns import Values, day
from leo_course.synthesis.streams import exp, log, normal_table

# Section of SIC 2007 -> its name in capitals, and the first division that is no longer in it.
SECTIONS = {
    "A": ("AGRICULTURE, FORESTRY AND FISHING", 4),
    "B": ("MINING AND QUARRYING", 10),
    "C": ("MANUFACTURING", 34),
    "D": ("ELECTRICITY, GAS, STEAM AND AIR CONDITIONING SUPPLY", 36),
    "E": ("WATER SUPPLY - SEWERAGE, WASTE MANAGEMENT AND REMEDIATION ACTIVITIES", 40),
    "F": ("CONSTRUCTION", 44),
    "G": ("WHOLESALE AND RETAIL TRADE - REPAIR OF MOTOR VEHICLES AND MOTORCYCLES", 48),
    "H": ("TRANSPORTATION AND STORAGE", 54),
    "I": ("ACCOMMODATION AND FOOD SERVICE ACTIVITIES", 57),
    "J": ("INFORMATION AND COMMUNICATION", 64),
    "K": ("FINANCIAL AND INSURANCE ACTIVITIES", 67),
    "L": ("REAL ESTATE ACTIVITIES", 69),
    "M": ("PROFESSIONAL, SCIENTIFIC AND TECHNICAL ACTIVITIES", 76),
    "N": ("ADMINISTRATIVE AND SUPPORT SERVICE ACTIVITIES", 83),
    "O": ("PUBLIC ADMINISTRATION AND DEFENCE - COMPULSORY SOCIAL SECURITY", 85),
    "P": ("EDUCATION", 86),
    "Q": ("HUMAN HEALTH AND SOCIAL WORK ACTIVITIES", 89),
    "R": ("ARTS, ENTERTAINMENT AND RECREATION", 94),
    "S": ("OTHER SERVICE ACTIVITIES", 97),
    "T": (
        "ACTIVITIES OF HOUSEHOLDS AS EMPLOYERS - UNDIFFERENTIATED GOODS-AND SERVICES-PRODUCING "
        "ACTIVITIES OF HOUSEHOLDS FOR OWN USE",
        99,
    ),
    "U": ("ACTIVITIES OF EXTRATERRITORIAL ORGANISATIONS AND BODIES", 100),
}
LETTERS = tuple(SECTIONS)
NAMES = tuple(name for name, _ in SECTIONS.values())
GENERATIONS = 6  # part of how firms are numbered, so never a setting
NEVER = 12 * 200  # a death that does not come
ENTKEY = ids.Kind("ENTKEY", bits=30, prefix="SYNE", digits=6)
REGISTERS = (2019, 2020)  # the source years


@dataclass
class Slots:
    """Places for firms that are the same in every market: one entry for each place."""

    section: np.ndarray
    size: np.ndarray  # employees
    reach: np.ndarray  # section + share of its jobs in the places up to and including this one


@dataclass
class Firms:
    """The firms that a block of people can meet; national ones first, then market by market."""

    national: Slots
    local: Slots
    low: int  # the first market of the block
    number: np.ndarray
    section: np.ndarray
    size: np.ndarray
    market: np.ndarray  # -1 for national firms
    public: np.ndarray
    birth: np.ndarray
    death: np.ndarray
    effect: np.ndarray
    within: np.ndarray  # the effect without that of the section
    sic: np.ndarray  # (firms, registers): place in `classes`
    key: np.ndarray  # (firms, registers): the ENTKEY as a number
    held: np.ndarray  # (firms, registers): pay can be joined to the firm in that register

    def pick(self, market, section, far, chance, month):
        """Firms of the sections given: national where ``far``, else of the market; alive then."""
        slot = np.where(
            far, _place(self.national, section, chance), _place(self.local, section, chance)
        )
        first = len(self.national.section) + (market - self.low) * len(self.local.section)
        row = np.where(far, slot, slot + first) * GENERATIONS
        ends = np.stack([self.death[row + step] for step in range(GENERATIONS - 1)], axis=-1)
        return row + (ends <= np.expand_dims(month, -1)).sum(axis=-1)


def _place(slots, section, chance):
    last = np.searchsorted(slots.section, section, side="right") - 1
    return np.minimum(np.searchsorted(slots.reach, section + chance, side="right"), last)


def markets(people, p):
    """The labour market of each person; of shape (people,)."""
    return people.la // p["firms.las_per_market"]


def classes(p):
    """Five-digit classes of SIC 2007, and the place of the section of each."""
    names = [(code, n) for n, letter in enumerate(LETTERS) for code in p[f"firms_class.{letter}"]]
    return tuple(code for code, _ in names), np.array([n for _, n in names])


def make_firms(people, p):
    """The firms of the country and of the labour markets in which the block's people live."""
    market = markets(people, p)
    low, count = int(market.min()), int(market.max() - market.min()) + 1
    national, local = slots(p, "national"), slots(p, "local")
    share = np.array([p["firms.national_share"][letter] for letter in LETTERS])
    middle = share * _mean_log_size(national) + (1 - share) * _mean_log_size(local)
    far = _generations(people.draws, national, 0, np.full(len(national.section), -1), middle, p)
    each = np.repeat(np.arange(low, low + count), len(local.section))
    # Numbers of local firms begin after all national ones, market by market.
    first = (len(national.section) + low * len(local.section)) * GENERATIONS
    near = _generations(people.draws, local, first, each, middle, p)
    both = {name: np.concatenate([far[name], near[name]]) for name in far}
    return Firms(national=national, local=local, low=low, **both)


def slots(p, kind):
    """The places of one kind. Sizes lie at the middles of equal shares of a lognormal."""
    counts = [p[f"firms.{kind}"][letter] for letter in LETTERS]
    section = np.repeat(np.arange(len(LETTERS)), counts)
    table, spread = normal_table(), p[f"firms.{kind}_size_spread"]
    relative = np.concatenate(
        [
            exp(spread * table[((np.arange(n) + 0.5) / n * (len(table) - 1)).astype(np.int64)])
            for n in counts
        ]
    )
    middle = np.array([p[f"firms.{kind}_size"][letter] for letter in LETTERS])
    total = np.bincount(section, relative)
    ends = np.cumsum(counts)
    whole = np.cumsum(relative)
    before = np.concatenate([[0.0], whole[ends - 1][:-1]])
    reach = section + (whole - before[section]) / total[section]
    return Slots(section, np.maximum(np.rint(middle[section] * relative), 1), reach)


def _mean_log_size(slots):
    """Mean of log employees over the jobs of each section."""
    return np.bincount(slots.section, slots.size * log(slots.size)) / np.bincount(
        slots.section, slots.size
    )


def _generations(draws, slots, first, market, middle, p):
    """All firms that ever hold the places given, as the fields of ``Firms``."""
    repeats = len(market) // len(slots.section)
    section = np.repeat(np.tile(slots.section, repeats), GENERATIONS)
    size = np.repeat(np.tile(slots.size, repeats), GENERATIONS)
    market = np.repeat(market, GENERATIONS)
    number = first + np.arange(len(section))
    share = np.array([p["firms.public_share"].get(letter, 0.0) for letter in LETTERS])
    # Whether an employer is public goes with the place, not with the generation.
    place = number // GENERATIONS * GENERATIONS
    public = draws.uniform_of("firms/public", place) < share[section]
    birth, death = _lives(draws, number, market, public, p)
    within = p["firms.size_effect"] * (log(size) - middle[section])
    within = within + p["firms.own_effect"] * draws.normal_of("firms/effect", number)
    here = draws.normal_of("firms/market", np.maximum(market, 0))
    within = within + np.where(market >= 0, p["firms.market_effect"] * here, 0.0)
    base = np.array([p["firms.section_effect"][letter] for letter in LETTERS])
    register = _register(draws, number, section, public, birth, p)
    return register | {
        "number": number,
        "section": section,
        "size": size,
        "market": market,
        "public": public,
        "birth": birth,
        "death": death,
        "effect": base[section] + within,
        "within": within,
    }


def _lives(draws, number, market, public, p):
    """Months of birth and of death of firms, in their order by place and generation."""
    mean = np.where(market >= 0, p["firms.local_life"], p["firms.national_life"])
    mean = 12 * np.where(public, p["firms.public_life"], mean)
    life = 1 + np.rint(-log(1 - draws.uniform_of("firms/life", number)) * mean)
    start = 12 * (p["firms.first_year"] - 1970)
    death = start + np.cumsum(life.astype(np.int64).reshape(-1, GENERATIONS), axis=1)
    age = draws.uniform_of("firms/age", number).reshape(-1, GENERATIONS)[:, :1]
    oldest = start - (age * 12 * p["firms.oldest"]).astype(np.int64)
    birth = np.concatenate([oldest, death[:, :-1]], axis=1)
    death[:, -1] = NEVER
    # Where a firm lives for centuries, those after it are never born.
    return np.minimum(birth, NEVER).ravel(), np.minimum(death, NEVER).ravel()


def _register(draws, number, section, public, birth, p):
    """Class, key and presence of firms in each copy of the register."""
    codes, home = classes(p)
    weight = np.array([p[f"firms_class.{LETTERS[s]}"][c] for c, s in zip(codes, home, strict=True)])
    total = np.cumsum(weight)
    before = np.concatenate([[0], total])[np.searchsorted(home, section)]
    inside = np.bincount(home, weight)[section]
    drawn = before + inside * draws.uniform_of("firms/class", number)
    sic = np.minimum(
        np.searchsorted(total, drawn, side="right"),
        np.searchsorted(home, section, side="right") - 1,
    )
    step = 1 + (draws.uniform_of("firms/other class", number) * 8).astype(np.int64)
    other = (sic + step) % len(codes)
    changed = draws.uniform_of("trouble/reclassified", number) < p["trouble.reclassified"]
    # No public employer becomes a business, nor a business a part of government.
    changed &= ~public & (home[other] != LETTERS.index("O"))
    renamed = draws.uniform_of("trouble/new_entkey", number) < p["trouble.new_entkey"]
    numbers = np.stack([2 * number, 2 * number + renamed], axis=1)
    held = np.empty(numbers.shape, dtype=bool)
    for place, source_year in enumerate(REGISTERS):
        copied = (p[f"register.date_{source_year}"] - 1970) * 12
        found = draws.uniform_of(f"trouble/unmatched_enterprise {source_year}", number)
        late = draws.uniform_of("trouble/register_lag", number) < p["trouble.register_lag"]
        held[:, place] = (found >= p["trouble.unmatched_enterprise"]) & ~((birth > copied) & late)
    return {
        "sic": np.stack([sic, np.where(changed, other, sic)], axis=1),
        "key": ids.make(draws.seed, ENTKEY, numbers),
        "held": held,
    }


# ------------------------------------------------------------------------------------------ records


def live(people, p):
    """The firms that the people of the block can work for."""
    people.lives["firms"] = make_firms(people, p)


def observe(people, keys, p):
    """Rows of the register, and of TRUTH's list of firms; each firm in one block only."""
    firms = people.lives["firms"]
    per = p["firms.las_per_market"] * p["place.people_per_la"]
    ours = (firms.market >= 0) & (firms.market * per >= people.first)
    if people.first == 0:
        ours |= firms.market < 0
    rows = np.flatnonzero(ours & (firms.birth < NEVER))
    yield ("LEO_I2", "idbr_lookup", None), _register_rows(people.draws, firms, rows, p)
    yield ("TRUTH", "firms", None), _truth_rows(firms, rows, p)


def _register_rows(draws, firms, rows, p):
    """Rows of the lookup: an enterprise for each register that holds it."""
    parts = []
    for place in range(len(REGISTERS)):
        copied = (p[f"register.date_{REGISTERS[place]}"] - 1970) * 12
        held = firms.held[rows, place] & (firms.birth[rows] <= copied)
        if place == 1:  # dead firms stay only if some pay of these years is joined to them
            held &= firms.death[rows] > (p["register.first_of_2020"] - 1970) * 12 + 3
        parts.append(rows[held])
    row, place = np.concatenate(parts), np.repeat(np.arange(len(parts)), [len(x) for x in parts])
    codes, home = classes(p)
    copied = (np.array([p[f"register.date_{year}"] for year in REGISTERS]) - 1970) * 12
    dead = firms.death[row] <= copied[place]
    number = firms.number[row] if len(row) else np.zeros(1, dtype=np.int64)
    band = _bands(draws, firms, row, place, dead, number, p)
    regions = tuple(p["firms.regions"])
    seat = np.where(
        firms.market[row] < 0,
        _among(draws.uniform_of("firms/seat", number)[: len(row)], p["firms.regions"]),
        _among(
            draws.uniform_of("firms/market region", np.maximum(firms.market, 0))[row],
            p["firms.regions"],
        ),
    )
    sic = firms.sic[row, place]
    legal, legals = _legal(draws, firms, row, number, p)
    return {
        "idbr_entkey": Values(firms.key[row, place], kind=ENTKEY),
        "idbr_source_year": Values(place, labels=tuple(map(str, REGISTERS))),
        "idbr_sic": Values(sic, labels=codes),
        "idbr_section": Values(home[sic], labels=NAMES),
        "idbr_region": Values(seat, labels=regions),
        "idbr_legal": Values(legal, labels=legals),
        "idbr_employees": Values(band),
        "idbr_birth": Values(_first_day(firms.birth[row])),
        "idbr_death": Values(np.where(dead, _first_day(firms.death[row]), 0), null=~dead),
    }


def _among(chance, shares):
    return streams.choose(chance, list(shares.values()))


def _bands(draws, firms, row, place, dead, number, p):
    """Band of employees: the firm's own while it lives; of dead firms often the last known one."""
    from_size = np.array(list(p["firms.employee_bands"].values()))
    band = np.searchsorted(from_size, firms.size[row], side="right")
    drawn = draws.uniform_of("firms/band", number)[: len(row)]
    changed = (place == 1) & (drawn < p["register.band_changes"])
    step = np.where(drawn < p["register.band_changes"] / 2, 1, -1)
    band = np.clip(np.where(changed, band + step, band), 1, len(from_size))
    stale = draws.uniform_of("trouble/stale_employees", number)[: len(row)]
    shown = (place == 0) & (stale < p["trouble.stale_employees"])
    return np.where(dead & ~shown, 0, band)


def _legal(draws, firms, row, number, p):
    """Legal status: a place in the codes returned."""
    codes = ("1", "2", "3", "4", "5", "6", "7")
    shares = p["firms.legal_local"]
    private = np.array([codes.index(code) for code in shares])
    private = private[_among(draws.uniform_of("firms/legal", number)[: len(row)], shares)]
    public = np.array([int(p["firms.legal_public"].get(letter, 1)) - 1 for letter in LETTERS])
    public = np.where(firms.market[row] < 0, 4, public[firms.section[row]])
    far = np.where(firms.public[row], public, 0)
    return np.where((firms.market[row] < 0) | firms.public[row], far, private), codes


def _first_day(months):
    return day(1970 + months // 12, months % 12 + 1, 1)


def _truth_rows(firms, rows, p):
    codes, _ = classes(p)
    lasts = firms.death[rows] == NEVER
    return {
        "firm_number": Values(firms.number[rows]),
        "firm_entkey_2019": Values(firms.key[rows, 0], kind=ENTKEY),
        "firm_entkey_2020": Values(firms.key[rows, 1], kind=ENTKEY),
        "firm_held_2019": Values(firms.held[rows, 0]),
        "firm_held_2020": Values(firms.held[rows, 1]),
        "firm_market": Values(firms.market[rows], null=firms.market[rows] < 0),
        "firm_section": Values(firms.section[rows], labels=NAMES),
        "firm_sic": Values(firms.sic[rows, 0], labels=codes),
        "firm_public": Values(firms.public[rows]),
        "firm_employees": Values(firms.size[rows].astype(np.int64)),
        "firm_birth": Values(_first_day(firms.birth[rows])),
        "firm_death": Values(np.where(lasts, 0, _first_day(firms.death[rows])), null=lasts),
        "firm_effect": Values(firms.effect[rows]),
    }
