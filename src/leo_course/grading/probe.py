"""Runs in a learner's kernel: shows what the answers are, in canonical form, and judges nothing."""

from leo_course.grading.canonical import MIME, absent, canonical, unreadable


def source(question: str, answers: dict[str, str]) -> str:
    """Give the cell that shows the answers to a question: {name: expression}."""
    thunks = ", ".join(f"{name!r}: lambda: ({value})" for name, value in answers.items())
    show = "__import__('leo_course.grading.probe', fromlist=['show']).show"
    return f"{show}({question!r}, {{{thunks}}})"


def show(question: str, answers: dict):
    """Display the form of each answer, given as functions without arguments."""
    from IPython.display import display

    forms = {name: _look(answer) for name, answer in answers.items()}
    display({MIME: {"question": question, "answers": forms}}, raw=True)


def _look(answer):
    try:
        return canonical(answer())
    except NameError:
        return absent()
    except (Exception, SystemExit) as error:
        return unreadable("expression", error)
