"""`leo objectives`: print where each objective is exercised and restated, and fail on an orphan."""

import click

from leo_course.errors import CourseError
from leo_course.paths import course_root


@click.command()
def command():
    """Print the matrix of objectives: checks for understanding, questions and key points.

    Fails, with one line for each fault, if an objective is not exercised or not restated, or if a
    check, a question or a key point names one that its lesson's card does not state.
    """
    from leo_course.book.objectives import report

    text, faults = report(course_root())
    click.echo(text)
    if faults:
        raise CourseError("\n".join(faults))
