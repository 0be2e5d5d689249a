"""The domains of life, each with what the administrations hold of it.

A domain is a module here with ``observe(people, keys, p)``, a generator that yields the rows of
its views one after another, as ``(database, collection, year), {variable: Values}``. It may also
have

``live(people, p)``
    adds to ``people.lives`` (under the name of the module) what happens to people in this domain
    and is not in the core model; called for all domains, in order, before anything is observed;
``truth(people, p)``
    returns columns of TRUTH's table of people, as ``{variable: Values}``.

The order is the order of lives: a domain may use what those before it have added. The names,
types and order of columns are the dictionary's business and do not occur here. The numbers of a
domain stand in ``numbers/<domain>.toml``.
"""

from leo_course.synthesis.domains import (
    applications,
    attained_by_19,
    benefits,
    childhood,
    colleges,
    firms,
    furlough,
    geography,
    identities,
    self_employment,
    university,
    work,
)

DOMAINS = (
    childhood,
    applications,
    university,
    colleges,
    attained_by_19,
    firms,
    work,
    furlough,
    geography,
    self_employment,
    benefits,
    identities,
)
