"""The command `leo`: each subcommand stands in a module of its own under `leo_course.commands`."""

import sys
from importlib import import_module

import click

from leo_course import __version__
from leo_course.errors import CourseError

# The order in which a newcomer needs them, with the line that `leo --help` shows.
COMMANDS = {
    "doctor": "Check your set-up, one line per thing, with the remedy.",
    "data": "Make the synthetic extract that lessons and exercises read.",
    "lab": "Open JupyterLab on the start page, with your own copies of lessons and exercises.",
    "grade": "Mark one notebook, or a folder of them.",
    "report": "Put the invented people beside the published figures.",
    "solutions": "Run the solution notebooks and store their outputs, the marking key.",
    "exercises": "Derive the exercises from the solutions.",
    "prove": "Mark exercises untouched, with each slip, and solved.",
    "objectives": "Print where each objective is exercised and restated.",
    "book": "Build the website.",
}


class Course(click.Group):
    """A group that imports a subcommand only when it is called, so that help is instant."""

    def list_commands(self, ctx):
        return list(COMMANDS)

    def get_command(self, ctx, name):
        if name not in COMMANDS:
            return None
        return import_module(f"leo_course.commands.{name}").command

    def format_commands(self, ctx, formatter):
        with formatter.section("Commands, in the order a newcomer needs them"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=Course, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="leo")
def leo():
    """Learn to work with linked education and earnings records, on people who never lived.

    Start with `leo doctor`. The data are synthetic and unofficial.
    """


def main():
    try:
        leo.main(standalone_mode=False)
    except CourseError as error:
        click.echo(f"leo: {error}", err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        click.echo("leo: stopped; what was there before is as it was.", err=True)
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
