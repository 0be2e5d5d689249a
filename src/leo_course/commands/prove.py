"""`leo prove`: show that an exercise is marked as it should be."""

import click

from leo_course.errors import CourseError
from leo_course.grading import marking, prove, sandbox
from leo_course.paths import course_root

from .grade import Extracts, plural, wired_key
from .solutions import chosen


@click.command()
@click.argument("names", nargs=-1)
def command(names):
    """Mark exercises untouched, with each slip, and solved.

    NAMES are exercises such as start/first-look; without any, all are proved. The untouched
    exercise must earn nothing, each slip its own sentence, and the solution full marks.
    """
    root, faults = course_root(), []
    shelf, data = marking.Shelf(root / "solutions", wired_key(root)), Extracts(root).of({})
    asked = chosen(root / "solutions", names)
    solutions = {name: shelf.solution(name) for name in asked}
    sandbox.open_server(
        ("leo_course.extract", *sorted(set().union(*(s.imports() for s in solutions.values()))))
    )
    for name, solution in solutions.items():
        found = prove.prove(solution, shelf.key(name, data), data)
        faults += found
        slips = plural(sum(len(q.slips) for q in solution.questions.values()), "slip")
        told = f"{plural(len(solution.questions), 'question')} and {slips} marked"
        click.echo(
            f"{name}: {told}, {plural(len(found), 'fault') if found else 'all as it should be'}."
        )
    if faults:
        raise CourseError("\n".join(faults))
