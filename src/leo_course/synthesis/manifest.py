"""The manifest of an extract: what it holds, and a hash of every column.

The hashes are taken over the content and never over the Parquet files, whose bytes differ between
versions of the library. The same version of the course, size and seed give the same manifest on
any machine and for any number of jobs.
"""

import json
from hashlib import sha256

from leo_course import dictionary


def combine(blocks: list[dict]) -> dict:
    """The ``views`` of the manifest, from what the blocks returned, in the order of people."""
    views = {}
    for view in dictionary.views():
        parts = [block[view.full_name] for block in blocks if view.full_name in block]
        columns = {
            field.name: sha256(b"".join(digests[field.name] for _, digests in parts)).hexdigest()
            for field in view.fields
        }
        # The name and the type of a column belong to what a view is; its description does not.
        shape = [[f.name, f.type, f.sql_type, columns[f.name]] for f in view.fields]
        views[view.full_name] = {
            "rows": sum(rows for rows, _ in parts),
            "sha256": digest([view.full_name, shape]),
            "columns": columns,
        }
    return views


def digest(content) -> str:
    """SHA-256 of something that JSON can hold."""
    return sha256(json.dumps(content, separators=(",", ":")).encode()).hexdigest()


def overall(views: dict) -> str:
    """One hash for a whole extract."""
    return digest([[name, view["sha256"]] for name, view in views.items()])
