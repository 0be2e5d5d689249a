"""The verdict on one question: the forms of its answers against the key, then the known slips."""

from dataclasses import dataclass

from leo_course.grading.compare import RIGHT, Verdict, compare


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
            recognised = Verdict(verdict.score, f"slip {slip['slip']}", slip["says"])
            return Judgement(recognised, slip["slip"], slip["reread"])
    return Judgement(verdict, "", question["reread"])


def _compare_all(answers, key, policy):
    absent = {"kind": "absent"}
    # In the order in which the question asks for them, which a stored key does not keep.
    names = [name for name in answers if name in key] + [
        name for name in key if name not in answers
    ]
    verdicts = [compare(answers.get(name, absent), key[name], name, policy) for name in names]
    wrong = [verdict for verdict in verdicts if not verdict.right]
    if not wrong:
        return RIGHT
    # Dots are said only if nothing else is: some of the answer may be written.
    first = next((verdict for verdict in wrong if verdict.code != "dots"), wrong[0])
    score = sum(verdict.score for verdict in verdicts) / len(verdicts)
    return Verdict(round(score, 4), first.code, first.message)
