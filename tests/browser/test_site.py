"""The built site in a real browser: accessible, self-contained, and working by keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from leo_course.book import checks
from leo_course.paths import course_root

pytestmark = pytest.mark.slow

SITE = course_root() / "_build" / "html"
EVERY = checks.page_names(SITE) or ["index.html"]  # the entrance, so that its lack is told
_COLLECTIONS = [name for name in EVERY if "/dictionary/" in name]
# The pages of collections are alike: the longest and one in nine stand for all.
_LOOKED_AT = {
    *_COLLECTIONS[::9],
    *sorted(_COLLECTIONS, key=lambda n: (SITE / n).stat().st_size)[-1:],
}
PAGES = [name for name in EVERY if name not in _COLLECTIONS or name in _LOOKED_AT]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    "resultTypes": ["violations"],
    "preload": False,  # axe would fetch style sheets a second time, from wrong addresses
}
# Every page at both widths and in both themes, and not in all four pairs: colours do not depend on
# the width, nor sizes on the theme.
LOOKS = {"desktop": (1280, "dark"), "phone": (375, "light")}


@pytest.fixture
def page(browser):
    """A page at desktop width in the light theme."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()


def violations(page):
    """What axe finds, in lines that say where and why."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {' '.join(map(str, node['target']))}: {node['failureSummary']}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize(("width", "theme"), LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("name", PAGES)
def test_page_is_accessible_and_self_contained(site, page, name, width, theme):
    troubles = []
    page.on("request", lambda asked: troubles.extend(outside(asked.url, site)))
    page.on("response", lambda got: troubles.extend(missing(got)))
    page.on("console", lambda said: troubles.extend(complaint(said)))
    page.on("pageerror", lambda error: troubles.append(f"script error: {error}"))
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{site}/{name}", wait_until="networkidle")
    assert troubles == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"the page is {wide} pixels wider than the screen"
    # Entries of the dictionary are alike by the hundred: a tenth of them stands for all.
    page.evaluate(
        "document.querySelectorAll('.dictionary-entry').forEach("
        "(entry, place) => { if (place % 10) entry.remove() })"
    )
    # What is folded must be as readable as the rest.
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    # A colour on its way from one theme to the other is nobody's to judge.
    page.add_style_tag(content="* { transition: none !important }")
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(f"document.documentElement.dataset.theme === '{theme}'")
    assert violations(page) == []


def outside(url, site):
    return [] if url.startswith((site, "data:", "blob:")) else [f"asks for {url}"]


def missing(response):
    return [f"{response.status}: {response.url}"] if response.status >= 400 else []


def complaint(message):
    return [f"console: {message.text}"] if message.type in ("error", "warning") else []


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ('<p style="color:#888;background:#999">faint</p>', "color-contrast"),
        ('<img src="_static/favicon.svg">', "image-alt"),
        ("<button></button>", "button-name"),
    ],
)
def test_the_alarm_rings_for_a_planted_fault(site, page, planted, rule):
    page.goto(f"{site}/book/index.html", wait_until="networkidle")
    page.evaluate(
        "html => document.querySelector('article').insertAdjacentHTML('afterbegin', html)", planted
    )
    assert any(found.startswith(rule) for found in violations(page))


def test_a_printed_page_says_what_the_data_are(site, page):
    page.goto(f"{site}/book/access.html")
    page.emulate_media(media="print")
    assert page.get_by_text("Unofficial course, synthetic data").first.is_visible()


def test_the_entrance_leads_home(site, page):
    page.goto(f"{site}/")
    page.wait_for_url("**/book/index.html")


@pytest.mark.parametrize("door", ["learn", "teach", "look-something-up"])
def test_each_door_leads_somewhere(site, page, door):
    page.goto(f"{site}/book/index.html")
    links = page.locator(f"section#{door} a.reference").evaluate_all("all => all.map(a => a.href)")
    assert links
    for link in links:
        address, _, place = link.partition("#")
        # To go to another place of the same page is no request of its own, and has no answer.
        assert page.goto(address).ok, link
        assert page.locator("article h1").is_visible()
        assert not place or page.locator(f'[id="{place}"]').count(), link


def test_the_first_screen_says_what_this_is(site, page):
    page.goto(f"{site}/book/index.html")
    for words in ("Longitudinal Education Outcomes", "official synthetic LEO", "invented people"):
        box = page.get_by_text(words).first.bounding_box()
        assert box["y"] + box["height"] < 900, f"{words!r} is below the first screen"


def test_skip_link_is_the_first_stop_and_works(site, page):
    page.goto(f"{site}/book/glossary.html", wait_until="networkidle")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent.trim()")
    assert "skip" in first.lower()
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")


def test_focus_is_seen(site, page):
    page.goto(f"{site}/book/index.html", wait_until="networkidle")
    page.locator("section#learn a.reference").first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert style == "solid"


def test_the_site_search_finds_a_term(site, page):
    page.goto(f"{site}/search.html?q=EDUKEY")
    results = page.locator("#search-results li a")
    results.first.wait_for()
    assert any("glossary" in link for link in results.evaluate_all("all => all.map(a => a.href)"))


def test_the_site_search_leads_on_to_the_dictionary(site, page):
    page.goto(f"{site}/search.html?q=wbri")
    page.get_by_role("link", name="in the dictionary").click()
    page.wait_for_url("**/dictionary.html?q=wbri")
    assert announced(page).startswith("Found:")


def test_a_column_can_be_looked_up_from_home(site, page):
    page.goto(f"{site}/book/index.html")
    page.get_by_label("Find a column or a code").fill("earnings")
    page.get_by_role("button", name="Find").click()
    page.wait_for_url("**/dictionary.html?q=earnings")
    assert announced(page).startswith("Found:")


def test_terms_of_the_glossary_are_linked_where_a_writer_has_not(site, page):
    page.goto(f"{site}/book/made/exercises/find/who-and-when.html")
    term = page.locator("article a.term").first
    anchor = term.get_attribute("href").partition("#")[2]
    term.click()
    assert page.url.endswith(f"glossary.html#{anchor}")
    assert page.locator(f"section#{anchor}").count()


def test_folded_parts_open_by_keyboard(site, page):
    opened = 0
    for name in set(PAGES) - {"index.html"}:  # the entrance, which is left at once
        page.goto(f"{site}/{name}")
        folded = page.locator("article details:not([open]) > summary")
        if folded.count():
            folded.first.focus()
            page.keyboard.press("Enter")
            assert page.evaluate("document.activeElement.parentElement.open"), name
            opened += 1
    assert opened


# --- the dictionary ------------------------------------------------------------------------------


@pytest.fixture
def dictionary(site, page):
    page.goto(f"{site}/book/made/dictionary.html", wait_until="networkidle")
    return page


def shown(page):
    return page.locator("#dictionary-results li").count()


def announced(page):
    return page.locator("#dictionary-count").text_content()


def search(page, words):
    page.get_by_label("Find a column by name, meaning, code or label").fill(words)
    page.wait_for_function(
        "words => (new URL(location.href).searchParams.get('q') || '') === words", arg=words
    )


def test_dictionary_finds_and_announces(dictionary):
    assert shown(dictionary) == 0
    search(dictionary, "edukey")
    found = shown(dictionary)
    assert found > 5
    assert announced(dictionary).startswith(f"Found: {found} columns")
    assert "edukey" in dictionary.locator("#dictionary-results li").first.text_content().lower()
    assert dictionary.locator("#dictionary-count").get_attribute("aria-live") == "polite"


def test_dictionary_finds_the_name_of_any_year_and_leads_to_it(dictionary):
    search(dictionary, "fsmeligible_spr08")
    dictionary.locator("#dictionary-results a").first.click()
    dictionary.wait_for_url("**/npd-i2-spring-census.html#*")
    target = dictionary.locator(".dictionary-entry:target, .dictionary-entry:has(:target)").first
    assert "FSMeligible_SPR08" in target.text_content()


@pytest.mark.parametrize(
    ("asked", "first", "said"),
    [
        ("salary", "Earnings in Pay by tax year", ""),  # by another word
        ("ethnisity", "Ethnic", "Nothing for “ethnisity”; this is for “ethnicity”"),
        ("upn", "PupilMatchingRefAnonymous", "No column holds a pupil's number"),
        ("degree", "HE_", ""),  # what the real extract has comes before the truth
        ("wbri", "Ethnic", ""),
    ],
)
def test_dictionary_helps_those_who_ask_by_other_words(dictionary, asked, first, said):
    search(dictionary, asked)
    assert first in dictionary.locator("#dictionary-results li").first.text_content()
    assert said in announced(dictionary)


def test_dictionary_says_which_code_was_found(dictionary):
    search(dictionary, "wbri")
    assert "Code: WBRI White British." in dictionary.locator("#dictionary-results").text_content()


def test_dictionary_knows_what_the_extract_leaves_out(dictionary):
    search(dictionary, "ap_town")
    assert shown(dictionary) == 0
    assert announced(dictionary).startswith("No column of this extract has it.")
    assert "AP_Town of Alternative provision census" in (
        dictionary.locator("#dictionary-left-out").text_content()
    )


def test_dictionary_shows_the_first_of_many(dictionary):
    search(dictionary, "a")
    assert shown(dictionary) == 60
    assert "the first 60 are shown" in announced(dictionary)


def test_dictionary_says_when_nothing_is_found_and_escape_empties_the_box(dictionary):
    nothing_asked = announced(dictionary)
    search(dictionary, "zzzz")
    assert shown(dictionary) == 0
    assert announced(dictionary).startswith("Nothing found")
    dictionary.keyboard.press("Escape")
    assert announced(dictionary) == nothing_asked


def test_dictionary_search_can_be_sent_as_a_link(site, page):
    page.goto(f"{site}/book/made/dictionary.html?q=free+school+meals", wait_until="networkidle")
    assert page.get_by_label("Find a column").input_value() == "free school meals"
    assert announced(page).startswith("Found:")


def test_dictionary_address_of_a_column_leads_to_its_page(site, page):
    page.goto(f"{site}/book/made/dictionary.html#leo_earnings.Earnings")
    page.wait_for_url("**/leo-i2-leo-earnings.html#leo_earnings.Earnings")
    assert page.locator(".dictionary-entry:target").count() == 1


def test_dictionary_lists_the_collections_without_script(site, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/book/made/dictionary.html")
    assert page.locator("article a[href*='dictionary/']:visible").count() == len(_COLLECTIONS)
    assert not page.locator("#dictionary-search").is_visible()
    context.close()
