"""What a lesson needs from the course, and no more: open the data, check an answer, see the truth.

Everything else a lesson does, it does with pandas, SQL and the libraries of the field, so that a
learner can carry it into the Secure Research Service, where this package does not exist.

The data are synthetic and unofficial. They hold no real person.
"""

from importlib import import_module

__version__ = "0.2.0"
__all__ = ["connect", "exercise", "solution", "truth"]

# Imported when first asked for, so that `leo --help` and an open lesson start at once.
_WHERE = {
    "connect": "leo_course.extract",
    "truth": "leo_course.extract",
    "exercise": "leo_course.grading.learner",
    "solution": "leo_course.grading.learner",
}


def __getattr__(name):
    if name in _WHERE:
        return getattr(import_module(_WHERE[name]), name)
    raise AttributeError(f"module 'leo_course' has no attribute {name!r}")
