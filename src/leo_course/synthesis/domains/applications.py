"""Applications: results at 18 (Key Stage 5) and what UCAS holds of choices, offers and places.

What happens is told in ``alevels`` and ``applying``, which the core model calls because entry to
university follows from it; the records are in ``ks5`` and ``ucas``.
"""

from leo_course.synthesis.columns import Values
from leo_course.synthesis.domains import ks5, ucas


def observe(people, keys, p):
    """Rows of the two tables of Key Stage 5 and of UCAS."""
    yield ("NPD_I2", "ks5student", None), ks5.students(people, keys, p)
    yield ("NPD_I2", "ks5exam", None), ks5.exams(people, keys, p)
    yield ("UCAS_I2", "ucas_applications", None), ucas.applications(people, keys, p)
    yield ("TRUTH", "offers", None), ucas.true_offers(people, p)


def truth(people, p):
    """Hidden things of this domain, for TRUTH's table of people."""
    sixth, state = people.lives["applications"]
    none = sixth.path == 0
    main = state.exists[:, :5]
    higher = (main & (state.group[:, :5] == 0)).sum(axis=1)
    return {
        "third_year": Values(sixth.third),
        "path_at_16": Values(sixth.path, labels=("neither", "A levels", "diploma")),
        "prepared": Values(sixth.prepared),
        "points_achieved": Values(sixth.best, null=none),
        "points_predicted": Values(sixth.best_predicted, null=none),
        "applied": Values(state.applied),
        "aim": Values(state.aim),
        "higher_choices": Values(higher, null=~main[:, 0]),
        "place": Values(state.how, labels=ucas.TRUE_ROUTES),
        "he_at_18": Values(state.enters),
    }
