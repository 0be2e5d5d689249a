"""The site's status page: what was built, on what, how long each lesson is and takes to run."""

from leo_course.book import minutes

PACKAGES = (
    "leo-course",
    "numpy",
    "pandas",
    "pyarrow",
    "duckdb",
    "statsmodels",
    "seaborn",
    "matplotlib",
    "jupyterlab",
    "nbclient",
    "nbval",
    "jupyter-book",
)


def status_page(
    manifest: dict, python: str, versions: dict[str, str], lessons: list[minutes.Lesson]
) -> str:
    """The page, in MyST Markdown: `manifest` as of the extract, `versions` by package."""
    rows = sum(view["rows"] for view in manifest["views"].values())
    lines = [
        "# Status",
        "",
        "What this site was built from. Whoever builds it again from the same version gets the",
        "same people, the same tables and the same numbers.",
        "",
        "## The extract",
        "",
        "| what | value |",
        "|---|---|",
        f"| size | {manifest['size']} |",
        f"| people | {manifest['people']:,} |",
        f"| seed | {manifest['seed']} |",
        f"| views, with those of the truth | {len(manifest['views']):,} |",
        f"| rows in all of them | {rows:,} |",
        f"| made by version | {manifest['course_version']} |",
        f"| fingerprint (SHA-256) of the content | `{manifest['sha256']}` |",
        "",
        *_lessons(lessons),
        "## Versions",
        "",
        "| what | version |",
        "|---|---|",
        f"| Python | {python} |",
        *[f"| {name} | {version} |" for name, version in versions.items()],
        "",
    ]
    return "\n".join(lines)


def _lessons(lessons):
    """How long each lesson is: counted, reckoned and, for the seconds, run."""
    return [
        "## How long a lesson is",
        "",
        "Words are those of the text, without markup. Minutes are reckoned: alone, "
        f"{minutes.READ} words a minute, {minutes.CELL} minute for a cell of code, "
        f"{minutes.FIGURE} more if it shows a figure, {minutes.CHECK_ALONE} for a check for "
        f"understanding. In class half of the text is told, at {minutes.TOLD // 2} words a minute; "
        f"a check takes {minutes.CHECK_TAUGHT} minutes, and a discussion {minutes.DISCUSSION}. "
        "In brackets stands what the lesson's card says, which leaves some room for questions.",
        "",
        "Seconds are those that the notebook ran for, afresh, when this site was built; none "
        f"should need {minutes.SLOWEST}.",
        "",
        "| lesson | words | cells of code | minutes alone | minutes taught | seconds |",
        "|---|---|---|---|---|---|",
        *[
            f"| [](../../notebooks/{one.name}.ipynb) | {one.words:,} | {one.cells} "
            f"| {one.alone:.0f} ({one.card_alone}) | {one.taught:.0f} ({one.card_taught}) "
            f"| {{seconds}}`notebooks/{one.name}` |"
            for one in lessons
        ],
        "",
    ]
