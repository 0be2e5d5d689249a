"""The dictionary: which views there are, what their columns are called and what they mean.

``data/dictionary/<DATABASE>/<collection>.yml`` describes one collection: a Frictionless Table
Schema whose field names may hold ``{yy}`` (two digits of the year in which the academic year
ends) and ``{yyyy}``, with properties of our own. A collection that is delivered year by year
expands into one view per year. This module is the only reader of those files.

The synthesis looks a column up by its stable ``variable``; its name, type and place in the view
stand in the dictionary alone.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from leo_course.errors import CourseError
from leo_course.paths import course_root

DELIVERED = ("NPD_I2", "LILR_I2", "UCAS_I2", "HESA_I2", "LEO_I2", "LINKAGE_LAB")
TRUTH = "TRUTH"
NAMED_BY = ("form", "code", "ours")
# Parsing in C, where the wheel has it, is ten times as fast: the files hold ten thousand columns.
SAFE_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TYPES = ("string", "integer", "number", "boolean", "date")


@dataclass(frozen=True)
class Field:
    """One column of one view."""

    name: str
    variable: str
    type: str
    sql_type: str
    description: str
    named_by: str
    form_name: str | None = None
    codes: dict | None = None
    unit: str | None = None
    places: int | None = None  # decimals of a `number`
    required: bool = False
    source: str | None = None
    years: tuple[int, int] | None = None

    @property
    def descriptor(self) -> dict:
        """The field as Frictionless Table Schema has it; what is ours starts with ``x-``."""
        constraints = {"required": True} if self.required else {}
        if self.codes:
            constraints["enum"] = list(self.codes)
        ours = {
            "x-variable": self.variable,
            "x-sql-type": self.sql_type,
            "x-codes": self.codes,
            "x-unit": self.unit,
            "x-form-name": self.form_name,
            "x-named-by": self.named_by,
            "x-source": self.source,
        }
        plain = {"name": self.name, "type": self.type, "description": self.description}
        if constraints:
            plain["constraints"] = constraints
        return plain | {key: value for key, value in ours.items() if value is not None}


@dataclass(frozen=True)
class View:
    """One view as delivered: ``LEO_I2."P2021".leo_earnings`` is ``View("LEO_I2", ...)``."""

    database: str
    name: str
    collection: str
    year: int | None  # in which the academic year ends; None for a pooled view
    title: str
    description: str
    grain: str
    named_by: str
    order_by: tuple[str, ...]  # variables by which the rows stand in order
    fields: tuple[Field, ...]
    left_out: tuple[str, ...]  # names in the request form that the synthetic extract lacks
    source: str

    @property
    def full_name(self) -> str:
        return f"{self.database}.{self.name}"

    @property
    def schema(self) -> dict:
        """A Frictionless Table Schema descriptor of the view."""
        return {
            "title": self.title,
            "description": self.description,
            "fields": [field.descriptor for field in self.fields],
            "missingValues": [""],
        }

    def field(self, name: str) -> Field:
        """The column called ``name``, in any case, as in SQL."""
        for field in self.fields:
            if field.name.lower() == name.lower():
                return field
        raise CourseError(f"{self.full_name} has no column {name}: see the dictionary.")


@dataclass(frozen=True)
class Collection:
    """What one file of the dictionary describes: a view, or one view for each year."""

    database: str
    name: str
    title: str
    description: str
    years: tuple[int, ...]
    views: tuple[View, ...]
    path: Path


def folder() -> Path:
    return course_root() / "data" / "dictionary"


def collections() -> tuple[Collection, ...]:
    """Every collection, by database and name; the database ``TRUTH`` comes last."""
    return _load(folder())


def views(truth: bool = True) -> tuple[View, ...]:
    """Every view of the extract; without those of ``TRUTH`` if ``truth`` is False."""
    every = (view for collection in collections() for view in collection.views)
    return tuple(view for view in every if truth or view.database != TRUTH)


def view(database: str, name: str) -> View:
    """The view called ``name`` in ``database``, both in any case."""
    wanted = (database.lower(), name.lower())
    for one in views():
        if (one.database.lower(), one.name.lower()) == wanted:
            return one
    raise CourseError(f"There is no view {database}.{name} in the dictionary: see its list.")


@cache
def _load(folder):
    databases = {name: place for place, name in enumerate((*DELIVERED, TRUTH))}
    paths = sorted(folder.glob("*/*.yml"), key=lambda p: (databases[p.parent.name], p.stem))
    return tuple(_collection(path) for path in paths)


def _collection(path):
    text = yaml.load(path.read_text(encoding="utf-8"), Loader=SAFE_LOADER)
    years = _years(text.get("years", ""))
    form = _form(path.parents[1], text.get("form_table"))
    try:
        fields = [_field(entry) for entry in text["fields"]]
        expanded = tuple(_view(text, path, fields, form, year) for year in years or (None,))
    except (KeyError, TypeError, ValueError) as error:
        raise CourseError(f"{path} is not a description of a collection: {error!r}.") from error
    return Collection(
        path.parent.name, path.stem, text["title"], text["description"], years, expanded, path
    )


def _field(entry):
    entry = dict(entry)
    if "years" in entry:
        entry["years"] = _span(entry["years"])
    field = Field(**entry)
    if field.type not in _TYPES or field.named_by not in NAMED_BY:
        raise ValueError(f"type or named_by of {field.name}")
    if (field.type == "number") != (field.places is not None):
        raise ValueError(f"places of {field.name}")
    kind = {"string": str, "integer": int, "boolean": bool}.get(field.type)
    if field.codes and not all(type(code) is kind for code in field.codes):
        raise ValueError(f"codes of {field.name} are not of its type")
    return field


def _span(years):
    """``2010-2012`` or ``2014`` as the first and the last year."""
    first, _, last = str(years).partition("-")
    return int(first), int(last or first)


def _years(text):
    """Every year of a list such as ``2006-2019, 2021``."""
    spans = [_span(part) for part in str(text).split(",") if part.strip()]
    return tuple(year for first, last in spans for year in range(first, last + 1))


def _in(span, year):
    return span is None or year is None or span[0] <= year <= span[1]


def _view(text, path, fields, form, year):
    def fill(words):
        if year is None or words is None:
            return words
        marks = {"{yyyy}": f"{year}", "{yy}": f"{year % 100:02d}"}
        marks["{academic_year}"] = f"{year - 1}/{year % 100:02d}"
        for mark, value in marks.items():
            words = words.replace(mark, value)
        return words

    kept = [field for field in fields if _in(field.years, year)]
    filled = [
        Field(**{**vars(f), "name": fill(f.name), "description": fill(f.description)}) for f in kept
    ]
    names = [field.name.lower() for field in filled]
    if len(set(names)) < len(names):
        raise ValueError(f"two columns of one name in {fill(text['view'])}")
    present = {field.form_name for field in kept}
    missing = [name for name, span in form if _in(span, year) and name not in present]
    return View(
        database=path.parent.name,
        name=fill(text["view"]),
        collection=path.stem,
        year=year,
        title=fill(text["title"]),
        description=fill(text["description"]),
        grain=fill(text["grain"]),
        named_by=text["named_by"],
        order_by=tuple(text["order_by"]),
        fields=tuple(filled),
        left_out=tuple(missing),
        source=text["source"],
    )


def _form(folder, table):
    """Variables of one table of the request form, each with the years in which it is filled."""
    return tuple(_forms(folder).get(table, ()))


@cache
def _forms(folder):
    """Those of every table: the file is long, and read once for all."""
    forms = {}
    with (folder / "request-form.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            years = _span(row["years"]) if row["years"] else None
            forms.setdefault(row["table"], []).append((row["variable"], years))
    return forms
