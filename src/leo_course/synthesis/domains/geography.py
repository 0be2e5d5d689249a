"""Geography: where people live in each tax year, and who leaves the country or dies.

Young people start in the authority of their school. Students move to their university if it is
in another region; graduates then stay, go home, or move to London or to another city; everybody
moves on at a rate that is highest in the middle twenties, and in their thirties people leave
London for the regions around it. The administrations keep one address for each tax year.
"""

from dataclasses import dataclass

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, day, tax_year_label
from leo_course.synthesis.domains import places, university
from leo_course.synthesis.keys import edukey_at
from leo_course.synthesis.model import TAX_YEARS
from leo_course.synthesis.streams import choose, logistic

CAUSES = ("died", "abroad", "stayed")  # of those who leave PAYE for good
STAYS, NEAR, FAR, BACK = range(4)  # kinds of move: none, within the authority, beyond it, home
_AUTUMN, _SUMMER = 165, 90  # days of the tax year on which courses begin and end


@dataclass
class Homes:
    """True homes at the end of each tax year, of shape (people, tax years), and departures."""

    home: np.ndarray  # region of the school, as a place in `places.REGIONS`; (people,)
    place: np.ndarray  # in `places.PLACES`
    la: np.ndarray
    area: np.ndarray  # output area within the authority
    moved: np.ndarray  # day of the tax year on which this home began; 0 if it was held before
    left_year: np.ndarray  # place among the tax years of death or emigration, else their number
    left_day: np.ndarray  # days since 1970-01-01; far in the future for those who stay
    cause: np.ndarray  # place in CAUSES; only means something for those who leave PAYE


def live(people, p):
    """Add to ``people.lives`` the homes of people, and who goes away for good."""
    home = places.regions(people.draws, people.la, p)
    left_year, left_day, cause = _departures(people, p)
    place, la, area, moved = _moves(people, home, left_year, p)
    people.lives["geography"] = Homes(home, place, la, area, moved, left_year, left_day, cause)


def _departures(people, p):
    """Why people leave PAYE for good; who emigrates or dies leaves the country's records too."""
    draws, leaving = people.draws, people.lives["leaving"]
    dies = np.where(people.female, p["geography.dies_women"], p["geography.dies_men"])
    table = p["geography.emigrates"]
    other = p["geography.emigrates_other"]
    abroad = np.array([table.get(code, other) for code in model.ETHNIC_GROUPS])[people.ethnic]
    why = draws.uniform("geography/cause")
    cause = np.where(why < dies, 0, np.where(why < dies + (1 - dies) * abroad, 1, 2))
    years = len(TAX_YEARS)
    left = np.where(cause < 2, leaving, years)
    first = day(np.append(TAX_YEARS, TAX_YEARS[-1] + 50), 4, 6)[left]
    # Work has ended before that tax year, so they go early in it.
    on = (draws.uniform("geography/leaves on") * p["geography.leaves_within"]).astype(np.int64)
    return left, first + on, cause


def london_pull(people, p):
    """Log odds of moving to London for a graduate who leaves university, before distance."""
    names = model.subjects(p)
    table = p["geography.london_subject"]
    return (
        p["geography.london_centre"]
        + p["geography.london_ambition"] * people.ambition
        + np.array([table.get(name, 0.0) for name in names])[people.subject]
        + p["geography.london_higher"] * (people.group == 0)
    )


def _moves(people, home, left_year, p):
    """Where everybody lives at the end of each tax year, and when they moved there."""
    draws, n, years = people.draws, len(people.person), len(TAX_YEARS)
    to = places.Destinations(draws, p)
    names = ("moves", "kind", "london", "where", "authority", "area")
    chance = {name: draws.uniform(f"geography/{name}", years) for name in names}
    on = (draws.uniform("geography/day", years) * 365).astype(np.int64) + 1
    per_la = p["place.areas_per_la"] * places.OUTPUT_AREAS
    corner = (draws.uniform("geography/corner") * places.OUTPUT_AREAS).astype(np.int64)
    within = people.area[:, -1] % p["place.areas_per_la"] * places.OUTPUT_AREAS + corner
    origin = np.stack([home, people.la, within])
    distance = np.array([p["geography.london_from"][name] for name in places.REGIONS])[home]
    pull = logistic(london_pull(people, p) + distance)
    campus = university.provider_region(people)[university.provider_of(people)]
    away = people.entered & _lives_away(people, home, campus, p)
    now, result = origin, np.empty((3, n, years), dtype=np.int32)
    moved = np.zeros((n, years), dtype=np.int16)
    for year, began in enumerate(TAX_YEARS):
        u = {name: values[:, year] for name, values in chance.items()}
        begins = away & (began == people.entry_year - 1)
        ends = people.entered & (began == people.entry_year + people.years_done - 1)
        settled = (people.after[:, year] >= 1) & ~begins & ~ends & ~people.studying[:, year]
        kind, region = _move_on(people, u, now[0], home, pull, settled, year, p)
        last_kind, last_region = _after_university(people, u, now[0], pull, p)
        kind, region = np.where(ends, last_kind, kind), np.where(ends, last_region, region)
        kind, region = np.where(begins, FAR, kind), np.where(begins, campus, region)
        kind = np.where(year < left_year, kind, STAYS)
        la = np.where(kind == NEAR, now[1], to.pick(region, u["authority"]))
        new = np.stack([region, la, (u["area"] * per_la).astype(np.int64)])
        new = np.where(kind == BACK, origin, new)
        now = np.where(kind == STAYS, now, new)
        result[:, :, year] = now
        day_of_move = np.where(begins, _AUTUMN, np.where(ends, _SUMMER, on[:, year]))
        moved[:, year] = np.where(kind == STAYS, 0, day_of_move)
    return *result, moved


def _lives_away(people, home, campus, p):
    """Students who live at a university away from home and tell the administration so."""
    away = np.where(home == campus, p["geography.away_near"], p["geography.away_far"])
    return people.draws.happens("geography/away", away * p["geography.students_tell"])


def _move_on(people, u, now, home, pull, settled, year, p):
    """The kind of move, if any, of people who do not study, and the region they move to."""
    graduate, t = people.degree, people.after[:, year]
    rate = np.where(graduate, p["geography.moves_graduates"], p["geography.moves_others"])
    rate = rate * model.of_year(p.table("geography.moves_by_year"), t)
    moves = settled & (u["moves"] < rate)
    graduates, others = p["geography.kinds_graduates"], p["geography.kinds_others"]
    near = np.where(graduate, graduates["authority"], others["authority"])
    same = near + np.where(graduate, graduates["region"], others["region"])
    # In their thirties people move out of London rather than within it.
    stays = 1 - (now == places.LONDON) * model.of_year(p.table("geography.london_leaves"), t)
    near, same = near * stays, same * stays
    far = u["kind"] >= same
    drawn = np.where(graduate, pull * p["geography.london_later"], p["geography.london_others"])
    drawn = drawn * model.of_year(p.table("geography.london_by_year"), t)
    london = far & (now != places.LONDON) & (u["london"] < drawn)
    back = far & ~london & (now != home) & (u["london"] >= 1 - p["geography.returns"])
    ring = far & (now == places.LONDON) & (u["london"] < p["geography.london_ring"])
    kind = np.where(u["kind"] < near, NEAR, np.where(back, BACK, FAR))
    region = np.where(far, _anywhere(u["where"], p), now)
    around = [places.REGIONS.index(name) for name in ("south east", "east")]
    region = np.where(ring, np.where(u["where"] < p["geography.ring_south_east"], *around), region)
    region = np.where(london, places.LONDON, region)
    return np.where(moves, kind, STAYS), np.where(moves, region, now)


def _after_university(people, u, now, pull, p):
    """The same at the end of a course: to London, another city, home again, or nowhere."""
    london = people.degree & (u["london"] < pull)
    stays = ~london & (u["kind"] < p["geography.stays"])
    city = people.degree & ~london & (u["kind"] > 1 - p["geography.city"])
    region = np.where(london, places.LONDON, np.where(city, _anywhere(u["where"], p), now))
    return np.where(stays, STAYS, np.where(london | city, FAR, BACK)), region


def _anywhere(uniform, p):
    return choose(uniform, [p["geography.shares"][name] for name in places.PLACES])


def recorded(people):
    """The address that counts for each tax year: the longest held, and of equals the later.

    Returns place, authority and output area, each of shape (people, tax years).
    """
    homes = people.lives["geography"]
    first = day(np.array((*TAX_YEARS, TAX_YEARS[-1] + 1)), 4, 6)
    days = first[1:] - first[:-1]
    newer = 2 * (days - homes.moved + 1) >= days
    result = []
    for now in (homes.place, homes.la, homes.area):
        before = np.concatenate([now[:, :1], now[:, :-1]], axis=1)
        result.append(np.where(newer | (homes.moved == 0), now, before))
    return result


def observe(people, keys, p):
    """Rows of geography: one for each person and tax year, from the end of Key Stage 4 on."""
    draws, years = people.draws, len(TAX_YEARS)
    homes = people.lives["geography"]
    place, la, area = recorded(people)
    gone = np.arange(years) >= homes.left_year[:, None]
    died, abroad = (homes.cause == 0)[:, None], (homes.cause == 1)[:, None]
    stale = draws.happens("trouble/stale_address", p["trouble.stale_address"])[:, None]
    tells = draws.happens("geography/tells", p["geography.tells"])[:, None]
    after_death = np.arange(years) > homes.left_year[:, None]
    there = ~(died & after_death) & ~(abroad & gone & ~stale & ~tells)
    place = np.where(abroad & gone & ~stale, places.ABROAD, place)
    unknown = draws.uniform("trouble/address_unknown", years) < p["trouble.address_unknown"]
    place = np.where(unknown, places.UNKNOWN, place)
    there &= draws.uniform("trouble/address_gap", years) >= _gap_rate(people, p)[:, None]
    there &= (people.after >= 0) & keys.delivered[:, None]
    there &= np.array(TAX_YEARS) >= p["geography.first_year"]
    row, year = np.nonzero(there)
    began = np.array(TAX_YEARS)[year]
    coded = _earlier_map(people, la[row, year], area[row, year], began, p)
    values = {
        "home_edukey": Values(edukey_at(keys, row, year), kind=ids.EDUKEY),
        "home_tax_year": Values(tax_year_label(began)),
    }
    values |= places.codes(people, place[row, year], la[row, year], coded, p)
    yield ("LEO_I2", "leo_geography", None), values


def _gap_rate(people, p):
    """How often there is no address for a tax year: more often for those once in care."""
    care = people.lives["childhood"].care_until > 0
    return p["trouble.address_gap"] * np.where(care, p["geography.gaps_care"], 1.0)


def _earlier_map(people, la, area, began, p):
    """Output areas as coded: up to 2012/13 by the areas of 2001, some of which were divided."""
    number = la * p["place.areas_per_la"] * places.OUTPUT_AREAS + area
    numbers, at = np.unique(number, return_inverse=True)
    divided = places.drawn(people.draws, "geography/divided", numbers % (1 << 16))[at]
    divided = (divided < p["geography.divided"]) & (area % places.OUTPUT_AREAS > 0)
    return np.where(divided & (began <= p["geography.old_map_until"]), area - 1, area)


def truth(people, p):
    """Region at 16 and at the end, and when and why people left."""
    homes = people.lives["geography"]
    last = np.minimum(homes.left_year, len(TAX_YEARS) - 1)
    rows = np.arange(len(last))
    gone = homes.left_year < len(TAX_YEARS)
    return {
        "region_at_16": Values(homes.home, labels=places.REGION_NAMES),
        "region_at_end": Values(homes.place[rows, last], labels=places.REGION_NAMES),
        "left_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[last]), null=~gone),
        "left_because": Values(np.where(gone, homes.cause, 0), null=~gone, labels=CAUSES),
    }
