"""Counts of the troubles of identities and links."""

from leo_course.synthesis.linkage import identity, names

END = identity.END
PEOPLE = 'TRUTH."P2021".identities join (select person, female, ks4_year from TRUTH."P2021".people)'
PEOPLE += " using (person)"
MISTAKES = 'TRUTH."P2021".identity_mistakes'


def _with_form(kind):
    """Forenames or surnames that have another form, as an SQL list."""
    table = names.surnames() if kind == "surname_spelling" else names.forenames()
    steps = table.short if kind == "short_forename" else table.spelling
    found = {table.text[place] for place in (steps != range(len(steps))).nonzero()[0]}
    return "(" + ", ".join("'" + name.replace("'", "''") + "'" for name in sorted(found)) + ")"


def _mistakes(trouble, of="true", files=1):
    """Mistakes of one name, and the records of one file or of both that could have them."""
    both = f"+ count(*) filter (customer and {of})" if files == 2 else ""
    return f"""
        select (select count(*) from {MISTAKES} where trouble = '{trouble}'),
            count(*) filter ({of}) {both} from {PEOPLE}"""


def _years(event, of, years):
    return f"""
        select count({event}) filter ({of}), sum(greatest(0, {years})) filter ({of})
        from {PEOPLE}"""


_AGED = f"{END} - year(date_of_birth) - 20"
_SWAPS = "day(date_of_birth) <= 12 and day(date_of_birth) <> month(date_of_birth)"
COUNTS = {
    "surname_changed": _years("name_changed", "female", _AGED),
    "surname_changed_men": _years("name_changed", "not female", _AGED),
    "moved_home": _years("moved_on", "true", f"{END} - ks4_year - 1"),
    "no_customer_record": f"select count(*) filter (not customer), count(*) from {PEOPLE}",
    "called_by_middle_name": _mistakes("called_by_middle_name", "middle_name is not null"),
    "short_forename": _mistakes("short_forename", f"forename in {_with_form('short_forename')}"),
    "initial_only": _mistakes("initial_only"),
    "forename_spelling": _mistakes(
        "forename_spelling", f"forename in {_with_form('forename_spelling')}", 2
    ),
    "forename_typing": _mistakes("forename_typing", files=2),
    "family_surname": _mistakes("family_surname"),
    "half_surname": _mistakes("half_surname", "birth_surname like '%-%'", 2),
    "surname_spelling": _mistakes(
        "surname_spelling", f"birth_surname in {_with_form('surname_spelling')}", 2
    ),
    "surname_typing": _mistakes("surname_typing", files=2),
    "birth_swapped": _mistakes("birth_swapped", _SWAPS, 2),
    "birth_digit": _mistakes("birth_digit", files=2),
    "birth_year": _mistakes("birth_year", files=2),
    "birth_default": _mistakes("birth_default", files=2),
    "birth_missing": _mistakes("birth_missing", files=2),
    "sex_wrong": _mistakes("sex_wrong", files=2),
    "sex_missing": _mistakes("sex_missing", files=2),
    "old_postcode": _mistakes("old_postcode", "earlier_postcode is not null"),
    "postcode_typing": _mistakes("postcode_typing", files=2),
    "postcode_missing": _mistakes("postcode_missing", files=2),
    "nino_typing": _mistakes("nino_typing"),
    "nino_of_twin": _mistakes("nino_of_twin", "twin is not null"),
    "two_pmrs": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from LEO_I2."P2021".learner_ae_id_to_pmr_lookup group by AE_ID)""",
    "pmr_without_ae_id": """
        select count(*) filter (l.AE_ID is null), count(*) from TRUTH."P2021".people
        left join LEO_I2."P2021".learner_ae_id_to_pmr_lookup l on pmr = PUPILMATCHINGREFANONYMOUS
        """,
    "two_edukeys": """
        select count(*) filter (n > 1), count(*) from (select count(*) as n
        from LEO_I2."P2021".learner_ae_id_to_edukey_lookup group by AE_ID)""",
}
