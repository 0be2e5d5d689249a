"""What no record shows: the people themselves, and the parameters of the model."""

import numpy as np

from leo_course.synthesis import identifiers as ids
from leo_course.synthesis import model
from leo_course.synthesis.columns import Values, labelled, tax_year_label
from leo_course.synthesis.model import GROUPS, TAX_YEARS
from leo_course.synthesis.parameters import Parameters
from leo_course.synthesis.streams import exp, log


def people_rows(people, keys, p):
    """Everything about the people that no record shows, with their potential outcomes."""
    year = people.cohort + p["pay.outcome_year"]
    beyond = year > TAX_YEARS[-1]  # no record goes so far, and we do not look into the future
    at = np.arange(len(people.person)), np.minimum(year, TAX_YEARS[-1]) - TAX_YEARS[0]
    nominal = log_prices(p)[at[1]]
    log_0, log_1 = people.log_pay_0[at] + nominal, people.log_pay_1[at] + nominal
    graduated = people.entry_year + people.years - 1
    return {
        "person": Values(people.person),
        "cohort": Values(people.cohort),
        "true_pmr": Values(keys.pmr, kind=ids.PMR),
        "true_ae_id": Values(keys.ae_id),
        "true_edukey": Values(keys.edukey, kind=ids.EDUKEY),
        "linked": Values(keys.linked & keys.resolved),
        "female": Values(people.female),
        "independent": Values(people.sector == model.INDEPENDENT),
        "true_ethnic": Values(people.ethnic, labels=model.ETHNIC_GROUPS),
        "true_fsm": Values(people.fsm_at_16),
        "true_sen": Values(people.sen, labels=model.SEN),
        "true_special": Values(people.sector == model.SPECIAL),
        "true_five": Values(people.results["level2"].astype(bool)),
        "family": Values(people.family),
        "ability": Values(people.ability),
        "ambition": Values(people.ambition),
        "taste": Values(people.taste),
        "attainment": Values(people.attainment),
        "entry_year": Values(people.entry_year, null=~people.entered),
        "degree": Values(people.degree),
        "degree_year": Values(graduated, null=~people.degree),
        "subject": Values(people.subject, labels=model.subjects(p)),
        "provider_group": Values(people.group, labels=GROUPS),
        "outcome_tax_year": Values(tax_year_label(year), null=beyond),
        "log_pay_0": Values(log_0, null=beyond),
        "log_pay_1": Values(log_1, null=beyond),
        "pay_0": Values(np.rint(exp(log_0)).astype(np.int64), null=beyond),
        "pay_1": Values(np.rint(exp(log_1)).astype(np.int64), null=beyond),
    }


def log_prices(p):
    """Logarithm of the price level of each tax year."""
    return log(np.array([p.table("pay.prices")[year] for year in TAX_YEARS]))


def pay_rows(people, p):
    """Pay with and without the degree in every tax year after Key Stage 4, in pounds of the year.

    Before what the person's firms add beyond the usual (see ``model._pay``), and before what a
    degree obtained later adds.
    """
    row, year = np.nonzero(people.after >= 1)
    nominal = log_prices(p)[year]
    return {
        "person": Values(people.person[row]),
        "true_tax_year": Values(tax_year_label(np.array(TAX_YEARS)[year])),
        "year_log_pay_0": Values(people.log_pay_0[row, year] + nominal),
        "year_log_pay_1": Values(people.log_pay_1[row, year] + nominal),
        "year_later_gain": Values(people.later_gain[row, year]),
        "year_studying": Values(people.studying[row, year]),
        "year_works": Values(people.works[row, year]),
    }


def parameter_rows(p: Parameters):
    """The parameters, one row for each number."""
    lines = []
    for item in p.items:
        table = item.value if isinstance(item.value, dict) else {"": item.value}
        for entry, value in table.items():
            name = f"{item.name}.{entry}" if entry else item.name
            lines.append((name, repr(value), item.unit, item.meaning, item.source))
    columns = ("name", "value", "unit", "meaning", "source")
    return {"parameter_number": Values(np.arange(len(lines)))} | {
        f"parameter_{column}": labelled([line[place] for line in lines])
        for place, column in enumerate(columns)
    }
