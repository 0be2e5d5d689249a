"""A solution notebook as its author wrote it: questions, hints, slips; and the exercise made of it.

The author edits in JupyterLab; comment directives in the cells say what is what (the tags and the
metadata that `leo solutions` adds only repeat it). An answer cell::

    # question: q1
    # points: 2
    # objective: first-look-3
    # reread: count-rows-and-people
    # hint: the idea
    # hint: the function
    # hint: the skeleton
    #   which may go on over lines that are indented
    spring = con.sql("...").df()        given to the learner as it stands
    # solution
    pupils = spring["PMR"].nunique()    the learner's to write
    # end                               optional

A check cell is one call ``exercise.check("q1", pupils=pupils)``. A slip cell ends with one call
``exercise.slip("q1", "rows-for-people", pupils=len(spring), says="...", reread="...")``; what it
needs for it stands above, in this cell or in an earlier slip of the question.
"""

import ast
import copy
import re
from dataclasses import dataclass, field

import nbformat

from leo_course.errors import CourseError
from leo_course.grading import notebooks

RUNGS = 3
OPTIONS = ("tolerance", "ordered", "capitals")
_DIRECTIVE = re.compile(r"#\s*(question|points|objective|reread|hint)\s*:\s*(.*)$")
_CONTINUED = re.compile(r"#\s{3,}(\S.*)$")
_MARK = re.compile(r"\A\s*#\s*question\s*:\s*([\w-]+)", re.IGNORECASE)
_OPENING = re.compile(r"\b(leo_course)\.solution\(")


@dataclass
class Slip:
    """A realistic mistake: what the answers are then, and what to tell who made it.

    `code` are the statements of its cell before the call.
    """

    name: str
    place: int
    code: str
    answers: dict[str, str]
    says: str
    reread: str


@dataclass
class Question:
    """One question of an exercise. `place` and `check` are places of cells in the solution."""

    id: str
    place: int
    points: float = 0
    objective: str = ""
    reread: str = ""
    hints: list[str] = field(default_factory=list)
    given: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    check: int | None = None
    answers: dict[str, str] = field(default_factory=dict)
    slips: list[Slip] = field(default_factory=list)


@dataclass
class Solution:
    """A solution notebook, read: its name, its questions by id, the role of each cell."""

    name: str
    label: str
    notebook: nbformat.NotebookNode
    questions: dict[str, Question]
    roles: list[str]
    owners: list[str]
    problems: list[str]

    def imports(self) -> set[str]:
        """Give the modules that its cells import, `statsmodels.api` as it stands."""
        found = set()
        for cell in self.notebook.cells:
            tree = _tree(cell.source) if cell.cell_type == "code" else None
            for node in ast.walk(tree) if tree else ():
                if isinstance(node, ast.Import):
                    found |= {alias.name for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module)
        return found


def parse(notebook, label: str) -> Solution:
    """Read a solution notebook; what is wrong with it is listed in `problems`, in words."""
    roles = _roles(notebook.cells)
    name = _opened_name(notebook) or notebooks.leo(notebook).get("exercise")
    solution = Solution(name or "", label, notebook, {}, roles, [], [])
    if not name:
        words = 'no cell opens it: write `exercise = leo_course.solution("part/name")`'
        _say(solution, None, words)
    for place, cell in enumerate(notebook.cells):
        wrong = _no_python(cell.source) if cell.cell_type == "code" else ""
        if wrong:
            _say(solution, place, f"it is not Python ({wrong}); mend it")
    for place, cell in enumerate(notebook.cells):
        _PARSE.get(roles[place], _nothing)(solution, place, cell)
    solution.owners = _owners(solution)
    _judge(solution)
    return solution


def sound(notebook, label: str) -> Solution:
    """Read a solution notebook that must be free of faults.

    Raises
    ------
    CourseError
        Naming each fault with its file, its cell and the remedy, one per line.
    """
    solution = parse(notebook, label)
    if solution.problems:
        raise CourseError("\n".join(solution.problems))
    return solution


def _say(solution, place, words):
    where = f"{solution.label}, cell {place + 1}" if place is not None else solution.label
    solution.problems.append(f"{where}: {words}.")


def _nothing(solution, place, cell):
    """Read nothing from a cell that is given to learners as it stands."""


# --- cells and their roles -----------------------------------------------------------------------


def _roles(cells):
    """Give the role of each cell; text that stands right before an answer is its prompt."""
    roles = [_role(cell) for cell in cells]
    for place, role in enumerate(roles[1:], 1):
        if role == "answer" and not roles[place - 1] and cells[place - 1].cell_type == "markdown":
            roles[place - 1] = "prompt"
    return roles


def _role(cell):
    """Give the role of a cell: what its text shows, then its tag, then its metadata."""
    if cell.cell_type == "code":
        if question_mark(cell.source):
            return "answer"
        method = _method(cell.source)
        if method in ("check", "slip"):
            return method
        if _OPENING.search(cell.source):
            return "setup"
    tags = [tag for tag in cell.metadata.get("tags", []) if tag in notebooks.ROLES]
    return tags[0] if tags else notebooks.leo(cell).get("role", "")


def question_mark(source: str) -> str:
    """Give the id in the first line ``# question: q1`` of a cell; "" if there is none."""
    found = _MARK.match(source)
    return found.group(1) if found else ""


def _opened_name(notebook):
    for cell in notebook.cells:
        if cell.cell_type == "code" and _OPENING.search(cell.source):
            for call in _calls(cell.source):
                if isinstance(call.func, ast.Attribute) and call.func.attr == "solution":
                    return _literal(call.args[0]) if call.args else ""
    return ""


def _tree(source):
    """Parse a cell; IPython's own lines (%, !) count as comments. None if it is not Python."""
    try:
        return ast.parse(_commented(source))
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the last is said of depth
        return None


def _commented(source):
    lines = source.split("\n")
    return "\n".join("#" + line if line.lstrip()[:1] in ("%", "!") else line for line in lines)


def _calls(source):
    tree = _tree(source)
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []


def _no_python(source):
    """Where a cell that cannot be read as Python goes wrong; "" if it can."""
    try:
        compile(_commented(source), "cell", "exec", ast.PyCF_ONLY_AST)
    except SyntaxError as error:
        return f"line {error.lineno}: {error.msg}"
    except (ValueError, RecursionError, MemoryError) as error:
        return str(error) or "it is nested too deep"
    return ""


def statements(source: str) -> int:
    """Count the statements of a cell besides IPython's own lines; 0 if it is not Python."""
    tree = _tree(source)
    return len(tree.body) if tree else 0


def method_call(source: str) -> ast.Call | None:
    """Give the call of a cell whose last statement is ``exercise.method(...)``."""
    tree = _tree(source)
    last = tree.body[-1] if tree and tree.body else None
    call = last.value if isinstance(last, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
        owner = call.func.value
        if isinstance(owner, ast.Name) and owner.id == "exercise":
            return call
    return None


def _before_call(source):
    """Give the statements of a cell before its last one."""
    body = _tree(source).body
    return "\n".join(source.split("\n")[: body[-1].lineno - 1]).strip("\n")


def _method(source):
    call = method_call(source)
    return call.func.attr if call else ""


def _literal(node):
    try:
        return ast.literal_eval(node)
    except (ValueError, TypeError):
        return None


def _owners(solution):
    """Give for each cell the question it belongs to; a prompt belongs to the answer after it."""
    marked = {q.place: q.id for q in solution.questions.values()}
    owners, last = [], ""
    for place, cell in enumerate(solution.notebook.cells):
        role = solution.roles[place]
        if role == "answer":
            last = marked.get(place, "")
        own = notebooks.leo(cell).get("question", "")
        if role == "prompt":
            after = [q for p, q in sorted(marked.items()) if p > place]
            own = after[0] if after else own
        elif role in ("answer", "explanation"):
            own = last
        elif role in ("check", "slip"):
            call = method_call(cell.source)
            own = (_literal(call.args[0]) if call and call.args else "") or ""
        owners.append(own if role in notebooks.ROLES and role != "setup" else "")
    return owners


# --- one cell each -----------------------------------------------------------------------------


def _parse_answer(solution, place, cell):
    name = question_mark(cell.source)
    if not name:
        _say(solution, place, "an answer cell without a question; begin it with `# question: q1`")
        return
    if name in solution.questions:
        other = solution.questions[name].place + 1
        _say(solution, place, f"question {name} stands in cell {other} too; give it another id")
        return
    question = Question(name, place)
    solution.questions[name] = question
    part, hint_open = "head", False
    for line in cell.source.split("\n"):
        bare = line.strip()
        directive = _DIRECTIVE.match(bare) if part == "head" else None
        more = _CONTINUED.match(bare) if hint_open and part == "head" else None
        if bare == "# solution" and part == "head":
            part = "solution"
        elif bare == "# end" and part == "solution":
            part = "head"
        elif directive:
            _take(solution, question, place, *directive.groups())
        elif more:
            question.hints[-1] += "\n" + bare[1:].removeprefix("   ")
        elif part == "solution":
            question.code.append(line)
        else:
            question.given.append(line)
        hint_open = bool(more) or (bool(directive) and directive.group(1) == "hint")


def _take(solution, question, place, directive, text):
    if directive == "hint":
        question.hints.append(text)
    elif directive == "points":
        try:
            question.points = float(text)
        except ValueError:
            _say(solution, place, f"`# points: {text}` is not a number; write for example 2")
    elif directive != "question":
        setattr(question, directive, text)


def _parse_check(solution, place, cell):
    question, answers, _ = _asked(solution, place, cell, "check")
    if question is None:
        return
    if question.check is not None:
        _say(solution, place, f"a second check of {question.id}; keep one")
        return
    question.check = place
    question.answers = {k: v for k, v in answers.items() if k not in OPTIONS}
    if not question.answers:
        _say(solution, place, f'give it the answer: `exercise.check("{question.id}", name=name)`')
    assigned = set().union(*(_assigned(c.source) for c in solution.notebook.cells[: place + 1]))
    for expression in question.answers.values():
        for name in sorted(_loaded(expression) - assigned - _BUILTINS):
            words = f"the check asks for `{name}`, which nothing above assigns"
            _say(solution, place, f"{words}; assign it in the answer cell")


def _parse_slip(solution, place, cell):
    question, answers, args = _asked(solution, place, cell, "slip")
    if question is None:
        return
    name = args[1] if len(args) > 1 else None
    says, reread = (_text(answers.pop(word, "")) for word in ("says", "reread"))
    if not isinstance(name, str):
        words = f'name the slip: `exercise.slip("{question.id}", "rows-for-people", ...)`'
        _say(solution, place, words)
        return
    if not says or not reread:
        lacking = "says" if not says else "reread"
        words = f'the slip "{name}" needs `{lacking}="..."`, written out as text'
        _say(solution, place, words)
    if name in [slip.name for slip in question.slips]:
        _say(solution, place, f'{question.id} has a slip "{name}" already; give it another name')
    answers = {k: v for k, v in answers.items() if k not in OPTIONS}
    code = _before_call(cell.source)
    question.slips.append(Slip(name, place, code, answers, says, reread))


def _asked(solution, place, cell, method):
    """Read the call of a check or slip cell: (question, {keyword: expression}, arguments)."""
    call = method_call(cell.source)
    if call is None or call.func.attr != method:
        _say(solution, place, f"a {method} cell must be one call `exercise.{method}(...)`")
        return None, {}, []
    args = [_literal(arg) for arg in call.args]
    name = args[0] if args else None
    if name not in solution.questions:
        known = ", ".join(solution.questions) or "none so far"
        words = f"the {method} names the question {name!r}, which no answer cell above it has"
        _say(solution, place, f"{words} (known: {known})")
        return None, {}, []
    keywords = {k.arg: ast.unparse(k.value) for k in call.keywords if k.arg}
    return solution.questions[name], keywords, args


def _text(expression):
    value = _literal(ast.parse(expression, mode="eval").body) if expression else ""
    return value.strip() if isinstance(value, str) else ""


_PARSE = {"answer": _parse_answer, "check": _parse_check, "slip": _parse_slip}
_BUILTINS = set(dir(__import__("builtins")))


def _assigned(source):
    """Names that a piece of code binds at its top level or anywhere below."""
    tree = _tree(source)
    names = set()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).split(".")[0])
    return names


def names_in(expressions) -> set[str]:
    """Give the names that some expressions use."""
    return set().union(*map(_loaded, expressions))


def _loaded(expression):
    names = [n for n in ast.walk(ast.parse(expression)) if isinstance(n, ast.Name)]
    own = {n.id for n in names if isinstance(n.ctx, ast.Store)}  # of comprehensions
    return {n.id for n in names} - own


# --- faults of the whole -------------------------------------------------------------------------


def _judge(solution):
    for place, role in enumerate(solution.roles):
        if role and role not in notebooks.ROLES:
            known = ", ".join(notebooks.ROLES)
            _say(solution, place, f"unknown role {role!r}; the roles are {known}")
    for place, cell in enumerate(solution.notebook.cells):
        if cell.cell_type == "code" and cell.source.rstrip().endswith(";"):
            words = "a `;` at the end hides nothing when nbval runs the cell"
            _say(solution, place, f"{words}; write `_ = ...` before its last line")
    if not solution.questions:
        _say(solution, None, "it has no question; begin an answer cell with `# question: q1`")
    for question in solution.questions.values():
        _judge_question(solution, question)


def _judge_question(solution, question):
    place, name = question.place, question.id
    if not question.points > 0:
        _say(solution, place, f"{name} has no points; add `# points: 2`")
    if len(question.hints) != RUNGS:
        words = f"{name} has {len(question.hints)} of the {RUNGS} hints (idea, function, skeleton)"
        _say(solution, place, f"{words}; write one `# hint: ...` for each")
    if not question.reread:
        words = f"{name} does not say what to reread; add `# reread: heading-of-the-lesson`"
        _say(solution, place, words)
    if not "".join(question.code).strip():
        _say(solution, place, f"{name} has no solution; write it below a line `# solution`")
    if question.check is None:
        words = f'{name} has no check; add a cell `exercise.check("{name}", name=name)` below it'
        _say(solution, place, words)
    _judge_prompt(solution, question)
    if question.hints and _gives_away(question.hints[0], question.code):
        _say(solution, place, f"the first hint of {name} holds solution code; give the idea only")
    for slip in question.slips:
        odd = sorted(set(slip.answers) ^ set(question.answers))
        if odd:
            words = f'the slip "{slip.name}" and the check of {name} differ in {", ".join(odd)}'
            _say(solution, slip.place, f"{words}; give both the same names")


def _judge_prompt(solution, question):
    """The words above an answer say what it is marked by: its points, how far off it may be."""
    place, name = question.place, question.id
    if not place or solution.roles[place - 1] != "prompt":
        words = f"{name} has no prompt; write a Markdown cell right above it that says what to make"
        _say(solution, place, words)
        return
    text = solution.notebook.cells[place - 1].source
    points = re.search(r"\(([\d.]+) points?\)", text)
    if points and float(points[1]) != question.points:
        words = f"it says {points[1]} points, and {name} has {question.points:g}"
        _say(solution, place - 1, f"{words}; let both say the same")
    if question.check is None:
        return
    said = {float(number) for number in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}
    asked = _tolerances(solution.notebook.cells[question.check].source)
    for number in sorted(asked - said):
        words = f"the check of {name} has the tolerance {number:g}, which the question does not say"
        _say(solution, place - 1, f"{words}; write `right to within {number:g}` there")
    if not asked and re.search(r"\bright to within\b", text):
        words = f"it says how far off {name} may be, and the check has no tolerance"
        _say(solution, question.check, f"{words}; add `tolerance=...` to the check")


def _tolerances(source):
    """The tolerances that a check is given as plain numbers."""
    call = method_call(source)
    given = [k.value for k in call.keywords if k.arg == "tolerance"] if call else []
    parts = given[0].values if given and isinstance(given[0], ast.Dict) else given
    return {float(n) for n in map(_literal, parts) if isinstance(n, (int, float))}


def _gives_away(hint, code):
    for line in code:
        right = line.split("=", 1)[1] if re.match(r"\s*\w+\s*=[^=]", line) else line
        if len(_squeezed(right)) >= 10 and _squeezed(right) in _squeezed(hint):
            return True
    return False


def _squeezed(text):
    return re.sub(r"\s+", "", text)


def reread_problems(solution: Solution, anchors: dict[str, str]) -> list[str]:
    """Say which `reread` names no heading of the lesson (`anchors` as `headings` gives them)."""
    problems = []
    for question in solution.questions.values():
        parts = [(question.place, question.reread)]
        parts += [(slip.place, slip.reread) for slip in question.slips]
        for place, anchor in parts:
            if anchor and anchor not in anchors:
                words = f"the lesson has no heading for reread {anchor!r}"
                known = ", ".join(anchors)
                problems.append(f"{solution.label}, cell {place + 1}: {words} (it has {known}).")
    return problems


def headings(lesson) -> dict[str, str]:
    """Give the headings of a lesson: {anchor as the site writes it: the heading's text}."""
    found = {}
    for cell in lesson.cells:
        if cell.cell_type == "markdown":
            prose = re.sub(r"^(```|~~~).*?^\1", "", cell.source, flags=re.MULTILINE | re.DOTALL)
            for text in re.findall(r"^#{1,6}\s+(.+?)\s*#*$", prose, re.MULTILINE):
                plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", text)
                found.setdefault(anchor(plain), plain)
    return found


def anchor(heading: str) -> str:
    """Give the anchor of a heading as the site makes it: small letters, hyphens for spaces."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


# --- the exercise ------------------------------------------------------------------------------


def derive(solution: Solution) -> nbformat.NotebookNode:
    """Make the exercise: the same cells without what is the learner's to find.

    The same solution gives the same exercise, cell ids included.
    """
    cells = []
    for place, cell in enumerate(solution.notebook.cells):
        if solution.roles[place] not in ("slip", "explanation"):
            cells.append(_derived(solution, place, cell))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {
        "kernelspec": kernel,
        "language_info": {"name": "python"},
        "leo": {"exercise": solution.name},
    }
    exercise = nbformat.v4.new_notebook(cells=cells, metadata=metadata)
    exercise.nbformat_minor = 5
    notebooks.stable_ids(exercise)
    return exercise


def _derived(solution, place, cell):
    role, source = solution.roles[place], cell.source
    if role == "answer":
        source = _to_fill_in(solution.questions[solution.owners[place]])
    elif role == "setup":
        source = _OPENING.sub(r"\1.exercise(", source)
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
        "raw": nbformat.v4.new_raw_cell,
    }
    made = make[cell.cell_type](source, metadata=marks(solution, place), id=cell.id)
    if cell.get("attachments"):
        made["attachments"] = copy.deepcopy(cell["attachments"])
    return made


def marks(solution: Solution, place: int) -> dict:
    """Give the metadata of a cell: its role and question, and a tag that shows the role."""
    cell, role = solution.notebook.cells[place], solution.roles[place]
    tags = [t for t in cell.metadata.get("tags", []) if t not in notebooks.ROLES]
    metadata = {"tags": ([role] if role else []) + tags} if role or tags else {}
    if role and role in notebooks.ROLES:
        metadata["leo"] = {"role": role}
        if solution.owners[place]:
            metadata["leo"]["question"] = solution.owners[place]
    return metadata


def _to_fill_in(question):
    points = f"{question.points:g} {'point' if question.points == 1 else 'points'}"
    lines = [f"# question: {question.id} ({points})"]
    given = "\n".join(question.given).strip("\n")
    return "\n".join(lines + ([given] if given else []) + _blanks(question))


def _blanks(question):
    """Give a line to fill in for each name that the check asks for and the solution assigns."""
    code = "\n".join(question.code)
    tree = _tree(code)
    functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)} if tree else {}
    wanted = set().union(*(_loaded(e) for e in question.answers.values()))
    ordered = [name for name in _binding_order(tree) if name in wanted]
    blanks = []
    for name in dict.fromkeys(ordered):
        if name in functions:
            blanks.append(f"def {name}({ast.unparse(functions[name].args)}):\n    ...")
        else:
            blanks.append(f"{name} = ...")
    return blanks


def _binding_order(tree):
    """Names in the order in which the code binds them first."""
    for statement in tree.body if tree else ():
        if isinstance(statement, ast.FunctionDef):
            yield statement.name
        else:
            for node in ast.walk(statement):
                if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                    yield node.id


# --- leaks ---------------------------------------------------------------------------------------


def leaks(solution: Solution, exercise) -> list[str]:
    """Say what of the solution survives in the exercise: its lines, slips, outputs, counts."""
    found = []
    for place, cell in enumerate(exercise.cells):
        if cell.get("outputs") or cell.get("execution_count"):
            found.append(f"cell {place + 1} holds outputs")
    text = notebooks.dumps(copy.deepcopy(exercise))
    squeezed = [_squeezed(line) for line in _all_text(exercise)]
    for line in _secret_lines(solution):
        if any(_squeezed(line) in other for other in squeezed):
            found.append(f"the solution's line `{line.strip()}` survives")
    for line in _secret_outputs(solution):
        if line in text:
            found.append(f"the solution's output `{line}` survives")
    return found


def _all_text(exercise):
    for cell in exercise.cells:
        yield from cell.source.split("\n")
    yield repr(exercise.metadata)
    yield from (repr(cell.metadata) for cell in exercise.cells)


def _secret_lines(solution):
    for question in solution.questions.values():
        for line in question.code:
            plain = line.split("#")[0]
            if len(_squeezed(plain)) >= 10 and not re.match(r"\s*(import|from|def)\b", plain):
                yield plain
        for slip in question.slips:
            yield from [slip.says] if len(slip.says) >= 10 else []


def _secret_outputs(solution):
    """Lines with figures that the answer and check cells print."""
    for place, cell in enumerate(solution.notebook.cells):
        if solution.roles[place] in ("answer", "check", "slip"):
            for line in _output_lines(cell):
                line = line.strip()
                if len(line) >= 5 and any(letter.isdigit() for letter in line):
                    yield line


def _output_lines(cell):
    for output in cell.get("outputs", []):
        text = output.get("text") or output.get("data", {}).get("text/plain") or ""
        yield from ("".join(text) if isinstance(text, list) else text).split("\n")
