"""`leo book`: build the website and check it."""

import click

from leo_course.paths import course_root


@click.command()
@click.option(
    "--offline",
    is_flag=True,
    help="Refuse, and report, any attempt to reach another machine during the build.",
)
def command(offline):
    """Build the website into _build/html.

    Makes the extract if there is none, writes the dictionary, exercise and status pages, runs every
    lesson afresh, builds the site with each warning as an error, and checks what was built: cells
    run, alt text, links, nothing fetched from elsewhere. Ends with an error if anything is wrong.
    """
    from leo_course.book.build import build

    entrance = build(course_root(), click.echo, offline)
    click.echo(f"Open it in a browser: {entrance}")
