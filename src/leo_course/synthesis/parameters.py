"""Reads the folder ``numbers``, the one place that holds the numbers of the model."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).with_name("numbers")


@dataclass(frozen=True)
class Parameter:
    """One parameter: ``value`` is a number, or a table of numbers by code or year.

    ``views`` is for troubles: the collections, such as "NPD_I2.spring_census", whose content
    changes if the trouble is switched off.
    """

    name: str
    value: float | dict
    unit: str
    meaning: str
    source: str
    views: tuple[str, ...] = ()


class Parameters:
    """The parameters by name: ``parameters["pay.ambition"]`` is the value alone."""

    def __init__(self, items: tuple[Parameter, ...]):
        self.items = items
        self._values = {item.name: item.value for item in items}

    def __getitem__(self, name):
        return self._values[name]

    def table(self, name) -> dict:
        """A table whose keys are years, with the keys as whole numbers."""
        return {int(key): value for key, value in self._values[name].items()}

    def having(self, **changed) -> "Parameters":
        """The same with other values: ``having(trouble__two_pmrs=0)``, ``__`` for the point."""
        new = {name.replace("__", "."): value for name, value in changed.items()}
        unknown = new.keys() - self._values.keys()
        if unknown:
            raise KeyError(f"no parameter {sorted(unknown)[0]}")
        items = (replace(p, value=new.get(p.name, p.value)) for p in self.items)
        return Parameters(tuple(items))


@cache
def standard() -> Parameters:
    """The parameters of the course: those of the core first, then of each domain by name."""
    files = sorted(FOLDER.glob("*.toml"), key=lambda file: (file.stem != "core", file.stem))
    items = tuple(item for file in files for item in read(file))
    names = [item.name for item in items]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise ValueError(f"the parameter {min(twice)} stands in two places of {FOLDER}")
    return Parameters(items)


def read(file: Path) -> Iterator[Parameter]:
    """The parameters of one file."""
    sections = tomllib.loads(file.read_text(encoding="utf-8"))
    for section, entries in sections.items():
        for name, entry in entries.items():
            views = tuple(entry.pop("views", ()))
            yield Parameter(f"{section}.{name}", **entry, views=views)


def troubles(parameters: Parameters) -> dict[str, float]:
    """The rate of each trouble that a rate of 0 switches off, by name."""
    return {
        item.name.removeprefix("trouble."): item.value
        for item in parameters.items
        if item.name.startswith("trouble.")
    }
