"""The verdict on one question: the forms of its answers against the key, then the known slips."""

from dataclasses import dataclass

from leo_course.grading.compare import RIGHT, Verdict, compare

ABSENT = {"kind": "absent"}
UNWRITTEN = ("absent", "dots")


@dataclass(frozen=True)
class Judgement:
    """A verdict on a question, with the heading of the lesson that it sends the learner to."""

    verdict: Verdict
    slip: str = ""
    reread: str = ""

    @property
    def right(self) -> bool:
        """Whether the question earns full marks."""
        return self.verdict.right


def judge(answers: dict[str, dict], question: dict) -> Judgement:
    """Judge the forms of a question's answers.

    Parameters
    ----------
    answers
        The form of each name that the check asks for.
    question
        The question's part of a key (see `keys`): answers, policy, slips, reread.
    """
    verdict = _compare_all(answers, question["answers"], question["policy"])
    if verdict.right:
        return Judgement(RIGHT)
    for slip in question["slips"]:
        if _compare_all(answers, slip["answers"], question["policy"]).right:
            return _recognised(slip, slip["says"], verdict)
    for slip in question["slips"] if len(answers) > 1 else ():
        told = _told_by(answers, slip, question)
        if told:
            names = " and ".join(f"`{name}`" for name in told)
            return _recognised(slip, f"Judging by {names}: {slip['says']}", verdict)
    return Judgement(verdict, "", question["reread"])


def _recognised(slip, words, verdict):
    said = Verdict(verdict.score, f"slip {slip['slip']}", words)
    return Judgement(said, slip["slip"], slip["reread"])


def _told_by(answers, slip, question):
    """Which answers show a slip, where not all do that it would spoil.

    Those not yet written say nothing. Those that are right speak against it: then as many must
    show it, and by values that chance does not give, as it gives a small whole number or a date.
    """
    told, right = [], 0
    for name, got in answers.items():
        if name not in question["answers"]:
            continue
        form, key = slip["answers"][name], question["answers"][name]
        if _is(form, key, name, question) or got["kind"] in UNWRITTEN:
            continue
        if _is(got, form, name, question):
            told.append(name)
        elif _is(got, key, name, question):
            right += 1
        else:
            return []
    sure = not right or all(_telling(slip["answers"][name]) for name in told)
    return told if sure and len(told) >= right else []


def _telling(form):
    value = form.get("value") if form["kind"] == "value" else 0.5
    return isinstance(value, float) or (isinstance(value, int) and abs(value) >= 100)


def _is(got, key, name, question):
    return compare(got, key, name, question["policy"]).right


def _compare_all(answers, key, policy):
    # In the order in which the question asks for them, which a stored key does not keep.
    names = [name for name in answers if name in key] + [
        name for name in key if name not in answers
    ]
    verdicts = [compare(answers.get(name, ABSENT), key[name], name, policy) for name in names]
    wrong = [verdict for verdict in verdicts if not verdict.right]
    if not wrong:
        return RIGHT
    # Dots are said only if nothing else is: some of the answer may be written.
    first = next((verdict for verdict in wrong if verdict.code != "dots"), wrong[0])
    score = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(round(score, 4), first.code, first.message)
