"""The text of a small lesson and exercise, without the course's own data."""

import nbformat

NAME = "start/small"
SETUP = f'''import pandas as pd
import leo_course
exercise = leo_course.solution("{NAME}")
pay = [10.0, 10.0, 20.5, 30.0]
spring = pd.DataFrame({{"pupil": [1, 1, 2, 3], "sex": list("FFMM"), "pay": pay}})'''
Q1 = """# question: q1
# points: 2
# objective: small-1
# reread: count-rows-and-people
# hint: One person can stand in several rows.
# hint: `nunique` counts distinct values.
# hint: The skeleton:
#   pupils = table[...].nunique()
columns = list(spring.columns)
# solution
pupils = spring["pupil"].nunique()"""
Q2 = """# question: q2
# points: 3
# reread: pay-by-sex
# hint: First one row for each pupil.
# hint: Then groupby and mean.
# hint: Something like table.groupby(...)
# solution
people = spring.drop_duplicates("pupil")
mean_pay = people.groupby("sex")["pay"].mean()"""
CHECK1 = 'exercise.check("q1", pupils=pupils)'
CHECK2 = 'exercise.check("q2", mean_pay=mean_pay)'
SLIPS = {
    "rows-for-people": 'exercise.slip("q1", "rows-for-people", pupils=len(spring), '
    'says="You counted records: a pupil has one for each school.", reread="count-rows-and-people")',
    "median": 'exercise.slip("q2", "median", mean_pay=people.groupby("sex")["pay"].median() - 1, '
    'says="That is the median less one.", reread="pay-by-sex")',
    "all-rows": 'added = spring.groupby("sex")["pay"].sum()\n'
    'exercise.slip("q2", "all-rows", mean_pay=added, '
    'says="You added up where a mean is asked.", reread="pay-by-sex")',
}
LESSON = "# Small\n\n## Count rows and people\n\ntext\n\n## Pay by sex\n"


class Shelf:
    """A shelf with the small solution alone, whatever the data."""

    def __init__(self, small, key):
        self._small, self._key = small, key

    def paths(self):
        return {NAME: None}

    def solution(self, name):
        return self._small

    def key(self, name, data):
        return self._key


def solution_cells():
    """The small solution's cells as (kind, text)."""
    return [
        ("markdown", "# Small\n\nWrite in place of the dots."),
        ("code", SETUP),
        ("markdown", "How many pupils?"),
        ("code", Q1),
        ("code", CHECK1),
        ("code", SLIPS["rows-for-people"]),
        ("explanation", "A pupil with two schools has two rows."),
        ("code", "spring.shape"),
        ("markdown", "Mean pay by sex?"),
        ("code", Q2),
        ("code", CHECK2),
        ("code", SLIPS["median"]),
        ("code", SLIPS["all-rows"]),
    ]


def build(cells):
    """Make a notebook of (kind, text) cells; "explanation" is markdown with that tag."""
    made = []
    for place, (kind, text) in enumerate(cells):
        if kind == "code":
            cell = nbformat.v4.new_code_cell(text)
        else:
            cell = nbformat.v4.new_markdown_cell(text)
        if kind not in ("code", "markdown"):
            cell.metadata["tags"] = [kind]
        cell.id = f"small{place}"
        made.append(cell)
    return nbformat.v4.new_notebook(cells=made)
