"""What firms pay, and into which industries subjects lead."""

import numpy as np
import statsmodels.api as sm
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from leo_course.recovery import Answer, Study, estimators

ENOUGH_MOVERS = 10
ROUNDS = 300
# Years at one employer alone, from end to end of the tax year, some years after the studies.
ROWS = """
    select pay.edukey as person, pay.firm, pay.began as year, u.cohort, u.female,
        coalesce(pay.began - d.year, 0) as since, pay.log_pay, f.pay_effect
    from pay join spine using (edukey) join pupils u using (pmr) left join degrees d using (pmr)
    join TRUTH."P2021".firms f
        on pay.firm = if(pay.began <= 2016, f.entkey_2019, f.entkey_2020)
    where pay.began between 2007 and 2019 and employers = 1 and earnings = from_main
        and days >= 300 and pay.began >= u.cohort + 4 and pay.began > coalesce(d.year + 1, 0)
    order by person, year
"""
INDUSTRY = """
    select d.pmr is not null and ((d.year < 2013 and regexp_matches(d.subject, '^G[4-7]'))
            or (d.year >= 2013 and d.subject like 'I%')) as computing,
        coalesce(pay.section, '') = 'INFORMATION AND COMMUNICATION' as there,
        pay.edukey is not null as paid,
        q.section = 'INFORMATION AND COMMUNICATION' as truly_there, t.works,
        q.subject = 'computing' as truly
    from degrees d join pupils u using (pmr)
    left join spine using (pmr)
    left join pay on pay.edukey = spine.edukey and pay.began = u.cohort + 10
    join TRUTH."P2021".people q on q.pmr = u.pmr and q.degree
    join TRUTH."P2021".pay t on t.person = q.person and t.tax_year = q.outcome_tax_year
    where u.cohort between 2005 and 2009 and d.year between 2008 and u.cohort + 7 order by d.pmr
"""


def _numbers(values):
    return np.unique(np.asarray(values), return_inverse=True)[1]


def _means(groups, values, count):
    return np.bincount(groups, values, count) / np.maximum(np.bincount(groups, minlength=count), 1)


def two_way(person, firm, cell, pay):
    """Effects of firms beside effects of persons and of cells, by turns until they settle."""
    people, firms, cells = person.max() + 1, firm.max() + 1, cell.max() + 1
    of_firm, of_cell = np.zeros(firms), np.zeros(cells)
    for _ in range(ROUNDS):
        own = _means(person, pay - of_firm[firm] - of_cell[cell], people)
        of_firm = _means(firm, pay - own[person] - of_cell[cell], firms)
        of_cell = _means(cell, pay - own[person] - of_firm[firm], cells)
    return of_firm


def answers(connection):
    """By how much an estimated effect rises with the true one, over firms with enough movers.

    An estimate that is right on average rises by 1; the truth is the regressor, so the noise of
    the estimates does not bend the slope.
    """
    rows = connection.execute(ROWS).df()
    person, firm = _numbers(rows.person), _numbers(rows.firm)
    size = person.max() + firm.max() + 2
    links = csr_matrix(
        (np.ones(len(person)), (person, firm + person.max() + 1)), shape=(size, size)
    )
    part = connected_components(links, directed=False)[1][person]
    rows = rows[part == np.bincount(part).argmax()]
    person, firm = _numbers(rows.person), _numbers(rows.firm)
    cell = estimators.cells_of(rows.year, rows.cohort, rows.female, rows.since.clip(0, 30))
    pay, true = rows.log_pay.to_numpy(), rows.pay_effect.to_numpy()
    pairs = np.unique(person.astype(np.int64) * (firm.max() + 1) + firm)
    who, where = np.divmod(pairs, firm.max() + 1)
    moved = np.bincount(who)[who] > 1
    movers = np.bincount(where[moved], minlength=firm.max() + 1)
    enough = movers >= ENOUGH_MOVERS
    effect = _means(firm, true, firm.max() + 1)
    plain = _means(firm, pay - _means(cell, pay, cell.max() + 1)[cell], firm.max() + 1)
    for design, sound, found in (
        ("mean pay of the firm", False, plain),
        ("two-way fixed effects", True, two_way(person, firm, cell, pay)),
    ):
        x = sm.add_constant(effect[enough])
        fit = sm.OLS(found[enough], x).fit(cov_type="HC1")
        yield Answer(design, sound, fit.params[1], fit.bse[1], 1.0)


def industry(connection):
    """How much likelier graduates in computing are than others to work in information industry."""
    rows = connection.execute(INDUSTRY).df().fillna({"truly_there": False})
    works = rows[rows.works]
    truth = works.truly_there[works.truly].mean() - works.truly_there[~works.truly].mean()

    def gap(part):
        x = np.column_stack([part.computing, np.ones(len(part))]).astype(float)
        params, errors = estimators.least_squares(part.there.to_numpy(dtype=float), x)
        return params[0], errors[0]

    yield Answer("of all graduates, with or without pay", False, *gap(rows), truth)
    yield Answer("of graduates with pay", True, *gap(rows[rows.paid]), truth)


STUDIES = (
    Study(
        "where computing leads",
        "subject-and-growth",
        "What we look for is how much more common it is among graduates in computing than among "
        "those in other subjects to be in information and communication. It is tried on those in "
        "work ten tax years after Key Stage 4.",
        "A difference of 0.3 means thirty people more in a hundred.",
        industry,
        why="A graduate without a record of pay is no proof of work elsewhere: many were not "
        "linked. The first design counts them as outside the industry, the second leaves them out.",
    ),
    Study(
        "what the employer pays",
        "firms-and-coworkers",
        "What we look for is whether the estimated effects of firms on pay differ as much as the "
        f"true ones do. It is tried on firms with {ENOUGH_MOVERS} workers or more who were with "
        "another firm too.",
        "The number is a slope: at 1 the estimates rise one for one with the truth, as they "
        "should, and at 1.2 their differences are a fifth too large.",
        answers,
        why="Firms that pay more also hire people who would earn more anywhere, so mean pay gives "
        "the firm what belongs to its people. Those who move between firms tell the two apart.",
    ),
)
