"""Estimators that several studies use, with standard errors that fit their design."""

import numpy as np
import pandas as pd
import statsmodels.api as sm


def dummies(*columns) -> np.ndarray:
    """Columns of 0 and 1 for all values but the first of each of some columns."""
    parts = [pd.get_dummies(pd.Series(np.asarray(one)), drop_first=True) for one in columns]
    return np.column_stack([part.to_numpy(dtype=float) for part in parts])


def least_squares(y, x, cluster=None, weights=None):
    """Coefficients and standard errors, robust to unequal spread or clustered."""
    model = sm.OLS(y, x) if weights is None else sm.WLS(y, x, weights=weights)
    if cluster is None:
        fit = model.fit(cov_type="HC1")
    else:
        groups = np.unique(cluster, return_inverse=True)[1]
        fit = model.fit(cov_type="cluster", cov_kwds={"groups": groups})
    return fit.params, fit.bse


def within(values, cells) -> np.ndarray:
    """Deviations from the mean of the cell, for one column or several."""
    values = np.asarray(values, dtype=float)
    columns = values.reshape(len(values), -1)
    count = np.bincount(cells)
    means = np.column_stack([np.bincount(cells, column) / count for column in columns.T])
    return (columns - means[cells]).reshape(values.shape)


def cells_of(*columns) -> np.ndarray:
    """A number for each combination of values of some columns."""
    table = pd.DataFrame(dict(enumerate(columns)))
    return table.groupby(list(table)).ngroup().to_numpy()


def within_cells(y, treated, cells, covariates=None, cluster=None):
    """Effect of a 0/1 column with a level of its own for each cell, and its standard error."""
    columns = [np.asarray(treated, dtype=float)]
    if covariates is not None:
        columns += list(np.asarray(covariates, dtype=float).T)
    x = within(np.column_stack(columns), cells)
    params, errors = least_squares(within(y, cells), x, cluster)
    # The cells' own levels take degrees of freedom that the fit does not know of.
    lost = np.sqrt(len(y) / (len(y) - len(np.unique(cells))))
    return params[0], errors[0] * lost


def weighted_truth(effect, treated, cells, covariates) -> float:
    """The mean of known effects in which each person counts as in ``within_cells``.

    Least squares weights the treated by what cells and covariates leave of the treatment, so it
    estimates an average over those who have somebody to be compared with.
    """
    treated = np.asarray(treated, dtype=float)
    x, d = within(covariates, cells), within(treated, cells)
    left = d - x @ np.linalg.lstsq(x, d, rcond=None)[0]
    weight = left * treated
    return float((weight * np.asarray(effect, dtype=float)).sum() / weight.sum())


def inverse_probability(y, treated, x):
    """Effect on the treated by weighting the others by the odds of treatment, from a logit on x."""
    fit = sm.Logit(treated.astype(float), x).fit(disp=0, method="bfgs", maxiter=300)
    chance = np.clip(fit.predict(x), 0.01, 0.99)
    weights = np.where(treated, 1.0, chance / (1 - chance))
    design = np.column_stack([np.ones(len(y)), treated])
    params, errors = least_squares(y, design, weights=weights)
    return params[1], errors[1]


def marginal_effect(y, x, column, cluster):
    """Average marginal effect of a 0/1 column in a logit and its standard error (delta method)."""
    groups = np.unique(cluster, return_inverse=True)[1]
    fit = sm.Logit(y, x).fit(
        disp=0, method="newton", maxiter=50, cov_type="cluster", cov_kwds={"groups": groups}
    )
    on, off = x.copy(), x.copy()
    on[:, column], off[:, column] = 1, 0
    p1, p0 = fit.predict(on), fit.predict(off)
    slope = (on * (p1 * (1 - p1))[:, None] - off * (p0 * (1 - p0))[:, None]).mean(axis=0)
    return (p1 - p0).mean(), np.sqrt(slope @ fit.cov_params() @ slope)
