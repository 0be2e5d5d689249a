"""`leo exercises`: derive the exercises from the solutions, or check that they are up to date."""

import click

from leo_course.errors import CourseError
from leo_course.grading import authoring, notebooks
from leo_course.grading.marking import solution_paths
from leo_course.paths import course_root

from .solutions import chosen


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; fail if any exercise is out of date.")
def command(check):
    """Derive what learners fill in from the solution notebooks.

    Each solution gives one exercise, without the solution's lines, slips, explanations and
    outputs; an exercise without a solution is removed. With --check nothing is written, and each
    exercise that is out of date or gives something away is named with the remedy.
    """
    root, faults = course_root(), []
    solutions = chosen(root / "solutions", ())
    for name, path in solutions.items():
        try:
            faults += _one(root, name, path, check)
        except CourseError as error:
            faults += str(error).splitlines()
    faults += _left_over(root, solutions, check)
    if faults:
        raise CourseError("\n".join(faults))


def _one(root, name, path, check):
    label = f"exercises/{name}.ipynb"
    solution = authoring.sound(notebooks.read(path), f"solutions/{name}.ipynb")
    if solution.name != name:
        opens = f'`leo_course.solution("{solution.name}")`'
        return [f"solutions/{name}.ipynb opens {opens}: write `{name}` there."]
    faults = _rereads(root, name, solution)
    exercise = authoring.derive(solution)
    faults += [
        f"{label}: {leak}: move it below `# solution`, or change it."
        for leak in authoring.leaks(solution, exercise)
    ]
    text, file = notebooks.dumps(exercise), root / "exercises" / f"{name}.ipynb"
    same = file.is_file() and file.read_bytes() == text.encode()
    if faults:
        state = "faulty"
    elif same:
        state = "up to date"
    elif check:
        state = "out of date"
        faults.append(f"{label} is not what its solution gives: run `leo exercises`.")
    else:
        notebooks.write_text(file, text)
        state = "written"
    click.echo(f"{label}: {state}")
    return faults


def _rereads(root, name, solution):
    lesson = root / "notebooks" / f"{name}.ipynb"
    if not lesson.is_file():
        return [f"solutions/{name}.ipynb has no lesson notebooks/{name}.ipynb."]
    return authoring.reread_problems(solution, authoring.headings(notebooks.read(lesson)))


def _left_over(root, solutions, check):
    faults = []
    for name, file in solution_paths(root / "exercises").items():
        if name in solutions:
            continue
        if check:
            faults.append(f"exercises/{name}.ipynb has no solution: run `leo exercises`.")
        else:
            file.unlink()
            click.echo(f"exercises/{name}.ipynb: removed, it has no solution")
    return faults
