"""The page on the model: who the invented people are, and every number behind them."""

from html import escape
from string import Template

from leo_course.book import causal_graph

# Sections of the numbers, in the order of a life.
SECTIONS = {
    "place": "Places",
    "person": "Traits",
    "ethnicity": "Ethnic groups and languages",
    "school": "Schools",
    "childhood": "Growing up",
    "profile": "The profile at age 5",
    "levels": "Levels at key stages 1 to 3",
    "fsm": "Free school meals",
    "sen": "Special educational needs",
    "need": "Children in need",
    "care": "Looked-after children",
    "absence": "Absence",
    "exclusion": "Exclusion",
    "provision": "Alternative provision",
    "census": "The school census",
    "ks4": "Results at 16",
    "exams": "Examinations at 16",
    "colleges": "Colleges, apprenticeships and adult learning",
    "nccis": "The months after 16",
    "ks5": "A levels",
    "predicted": "Predicted grades",
    "pull": "What draws pupils to university",
    "apply": "Applying to university",
    "offer": "Offers",
    "reply": "Replies",
    "accept": "Acceptance",
    "late": "Entry after 18",
    "ucas": "Records of applications",
    "he": "University",
    "later": "Courses begun later",
    "postgraduate": "After the degree",
    "hesa": "Records of students",
    "ypmad": "Results taken again",
    "economy": "Good years and bad",
    "search": "The first job of a graduate",
    "career": "Looking for work and moving on",
    "firms": "Employers",
    "firms_class": "Classes of industry",
    "industry": "Industries",
    "industry_women": "Industries of women, by subject",
    "industry_men": "Industries of men, by subject",
    "register": "The business register",
    "work": "Being in work",
    "pay": "Pay",
    "families": "Children of one's own",
    "furlough": "Furlough",
    "self": "Self-employment",
    "seiss": "Grants to the self-employed",
    "benefits": "Benefits",
    "geography": "Homes and moves",
    "names": "Names",
    "identity": "Identities",
}


def people_page(template: str, items) -> str:
    """The page in MyST Markdown: the prose of `template`, with the pictures and every number.

    `items` are the parameters of the model, in order.
    """
    items = [item for item in items if not item.name.startswith("trouble.")]
    sentences = [f"<li>{escape(sentence)}</li>" for sentence in causal_graph.in_words()]
    page = Template(template).substitute(
        pictures=causal_graph.pictures(),
        words="\n".join(sentences),
        count=f"{sum(len(i.value) if isinstance(i.value, dict) else 1 for i in items):,}",
    )
    sections = {name: [] for name in SECTIONS}
    for item in items:
        sections.setdefault(item.name.split(".")[0], []).append(item)
    return page + "\n".join(_section(name, found) for name, found in sections.items() if found)


def _section(name, items):
    title = SECTIONS.get(name, name.replace("_", " ").capitalize())
    rows = "\n".join(_row(item) for item in items)
    many = f"{len(items)} {'parameter' if len(items) == 1 else 'parameters'}"
    return f"""
```{{raw}} html
<details id="numbers-{escape(name.replace("_", "-"))}">
<summary>{escape(title)}: {many}</summary>
<div class="wide-table" tabindex="0" role="group" aria-label="Parameters: {escape(title)}"><table>
<thead><tr><th scope="col">name</th><th scope="col">value</th><th scope="col">meaning</th>
<th scope="col">source</th></tr></thead>
<tbody>
{rows}
</tbody></table></div></details>
```
"""


def _row(item):
    meaning = f"{escape(item.meaning)} <em>({escape(item.unit)})</em>"
    return (
        f"<tr><th scope='row'><code>{escape(item.name).replace('_', '_<wbr>')}</code></th>"
        f"<td>{_value(item.value)}</td><td>{meaning}</td><td>{escape(item.source)}</td></tr>"
    )


def _value(value):
    if not isinstance(value, dict):
        return escape(str(value))
    pairs = ", ".join(f"{escape(str(key))}: {escape(str(one))}" for key, one in value.items())
    return f"<span class='by-code'>{pairs}</span>"
