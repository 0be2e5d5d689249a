"""The site's status page: what was built, on what, and how long each notebook took."""

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


def status_page(manifest: dict, python: str, versions: dict[str, str]) -> str:
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
        "## Seconds per notebook",
        "",
        "Each is run afresh whenever the site is built.",
        "",
        "```{nb-exec-table}",
        "```",
        "",
        "## Versions",
        "",
        "| what | version |",
        "|---|---|",
        f"| Python | {python} |",
        *[f"| {name} | {version} |" for name, version in versions.items()],
        "",
    ]
    return "\n".join(lines)
