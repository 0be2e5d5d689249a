"""How long a lesson takes, reckoned from its words, cells and checks, beside what its card says.

What we assume, in minutes:

==================================== ====== ======= ============================================
of each                              alone  taught
==================================== ====== ======= ============================================
200 words of prose                   1      –       alone, all of it is read
300 words, the checks left out       –      1       in class, half is told, at 150 words a minute
cell of code: run, read, its output  1      1
figure or drawing: read it besides   1      1
check for understanding              1      2       choose, and say why; in class vote, talk, open
discussion                           –      3       one prompt
==================================== ====== ======= ============================================

The words of a check are read alone and are part of its two minutes in class. A card holds if what
is reckoned is no more than it says, and less by no more than the room it leaves for questions.
"""

import math
import re
from pathlib import Path
from typing import NamedTuple

from leo_course.book import contents, objectives
from leo_course.errors import CourseError
from leo_course.grading import notebooks

READ, TOLD = 200, 300  # words a minute, alone and in class
CELL, FIGURE = 1, 1
CHECK_ALONE, CHECK_TAUGHT, DISCUSSION = 1, 2, 3
ROOM_ALONE, ROOM_TAUGHT = 7, 10
SLOWEST = 20  # seconds that a notebook may take to run

CHECKS = "Check your understanding"
DRAWING = re.compile(r"!\[[^\]]*\]\([^)]*\)")  # a picture in the text, with its alternative
CARD = re.compile(r"\*\*Minutes\*\*[^\d]*(\d+) alone[^\d]*(\d+) taught")


class Lesson(NamedTuple):
    """What was counted in a lesson, and what its card says."""

    name: str
    words: int
    words_of_checks: int
    cells: int
    figures: int
    checks: int
    card_alone: int
    card_taught: int

    @property
    def alone(self) -> float:
        """Minutes for somebody who works through it alone."""
        looked = self.cells * CELL + self.figures * FIGURE
        return self.words / READ + looked + self.checks * CHECK_ALONE

    @property
    def taught(self) -> float:
        """Minutes for a class."""
        told = (self.words - self.words_of_checks) / TOLD
        looked = self.cells * CELL + self.figures * FIGURE
        return told + looked + self.checks * CHECK_TAUGHT + DISCUSSION

    def faults(self) -> list[str]:
        """Say where the card does not hold, one sentence each."""
        found = []
        for way, reckoned, card, room in (
            ("alone", self.alone, self.card_alone, ROOM_ALONE),
            ("taught", self.taught, self.card_taught, ROOM_TAUGHT),
        ):
            if not card - room <= reckoned <= card:
                found.append(
                    f"notebooks/{self.name}.ipynb: the card says {card} minutes {way}, and "
                    f"{reckoned:.1f} are reckoned; it should say {math.ceil(reckoned)} to "
                    f"{math.floor(reckoned + room)}."
                )
        return found


def words(markdown: str) -> int:
    """Count the words that somebody reads: no markup, no drawings, no targets of links."""
    text = DRAWING.sub(" ", re.sub(r"<!--.*?-->|<[^>]+>", " ", markdown, flags=re.DOTALL))
    text = re.sub(r"\]\([^)]*\)|\]\[[^\]]*\]", "]", text)
    return sum(any(letter.isalnum() for letter in part) for part in re.split(r"[\s|]+", text))


def measure(name: str, lesson) -> Lesson:
    """Count the lesson `name`, a notebook.

    Raises CourseError if its card does not state minutes.
    """
    prose = [cell.source for cell in lesson.cells if cell.cell_type == "markdown"]
    drawings = sum(len(DRAWING.findall(text)) for text in prose)
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    card = CARD.search(prose[0])
    if not card:
        raise CourseError(f"The card of {name} does not say minutes as `40 alone, 50 taught`.")
    checks = objectives.section(lesson, CHECKS)
    return Lesson(
        name,
        words("\n\n".join(prose)),
        words(checks),
        len(code),
        sum(bool(cell.metadata.get("mystnb", {}).get("image", {}).get("alt")) for cell in code)
        + drawings,
        len(re.findall(r"^### ", checks, re.MULTILINE)),
        int(card[1]),
        int(card[2]),
    )


def measured(root: Path) -> list[Lesson]:
    """Measure every lesson of the course in `root`, in the course's order."""
    return [
        measure(name, notebooks.read(root / "notebooks" / f"{name}.ipynb"))
        for name in contents.lessons(root)
    ]
