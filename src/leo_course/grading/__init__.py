"""Marking: derive exercises from solutions, check answers where a learner works, mark a class.

This part knows notebooks and the notebook tools. It knows nothing of the data the course is about:
which extract is in use comes in as an opaque *data id*, and folders come in as arguments. Only
`learner.exercise`, `learner.solution` and the commands join it to the course.

========== ====================================================================================
canonical  a value -> a plain JSON form, and the form -> a few words; never judges
compare    (form, key form, policy) -> a verdict in words a learner can act on
authoring  a solution notebook -> questions, hints, slips; derives the exercise; finds leaks
keys       the marking key: from a solution's stored outputs, or by running it on other data
judge      the verdict on one question: the key, then the slips
learner    `exercise.check`, `.hint`, `.progress` in a live notebook
progress   what a learner has tried, in a file of their own
notebooks  reading notebooks that may be damaged, writing them so that diffs stay small
cells      limits, results and surroundings of running code
run        cells in a fresh Jupyter kernel: the course's own notebooks
sandbox    cells of a learner in a forked process that is shut in; with nursery, inmate, confine
marking    one learner's notebook -> marks; classroom: a class; report: marks -> CSV and pages
storing    runs a solution and stores its outputs in normal form
prove      shows that an exercise marks as it should
========== =====================================================================================
"""

import contextlib
import sys


@contextlib.contextmanager
def _without(module):
    """Let a module be missing for a while, unless it is there already."""
    kept = sys.modules.get(module)
    sys.modules[module] = kept
    try:
        yield
    finally:
        if kept is None:
            del sys.modules[module]


# nbformat brings in jsonschema, which takes nearly a second to make a grammar of web addresses
# with this package if there is one. No notebook's schema asks for it.
with _without("rfc3987_syntax"):
    import nbformat  # noqa: F401
