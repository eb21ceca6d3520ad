"""Lines that sum up other lines: "Grand total", "Subtotaal", "Total Malta" name no site."""

import re

from suppliers.imports.reading.rows import ParsedRow
from suppliers.matching.normalisation.countries import country_code
from suppliers.matching.normalisation.spelling import tokens

TOTAL = (
    r"(?:(?:grand|sub|over ?all|general|running|page|sum|eind|tussen|deel|algemeen|sous|gesamt|zwischen|end)[ -]?)?"
    r"(?:totals?|totaal|totaux|totale|totales|summe|gesamtsumme|sum|suma|somme|somma|gesamt|insgesamt)"
)
WHOLE = re.compile(
    rf"(?:{TOTAL}(?: (?:general|generale|generaal|gesamt|of all|row|line))?|(?:zong|xiao|he) ?ji|average|gemiddelde"
    r"|moyenne|durchschnitt|mean|count|aantal|nombre|anzahl)"
)
COUNT = r"(?:number|number of|count|aantal|nombre|nombre de|anzahl)"
LINKS = r"(?: (?:of|for|in|the|all|van|voor|pour|de|fur|alle))*"
BEGUN = re.compile(rf"(?:{TOTAL}(?: {COUNT})?|number of|aantal|nombre de|anzahl){LINKS}")
ENDED = re.compile(rf"(?:{TOTAL})")
LONGEST = 200
COUNTED = frozenset(
    {
        *("sites", "site", "factories", "factory", "facilities", "facility", "suppliers", "supplier", "workers"),
        *("employees", "rows", "locations", "fabrieken", "leveranciers", "werknemers", "usines", "fournisseurs"),
        *(
            "travailleurs",
            "fabriken",
            "lieferanten",
            "mitarbeiter",
            "standorte",
            "vestigingen",
            "countries",
            "tier",
        ),
    }
)


def is_total(row: ParsedRow) -> bool:
    """Whether a row without any place but a country is named like a sum; a company may be called Total as well."""
    if row.address or row.city or row.postal_code or row.identifiers or len(row.name) > LONGEST:
        return False
    words = tokens(re.sub(r"[:=\d.,]+\s*$", "", row.name))
    name = " ".join(words)
    if WHOLE.fullmatch(name):
        return True
    if begun := BEGUN.match(name):
        return _is_about_many(name[begun.end() :].strip(), row)
    ended = name.rpartition(" ")
    return bool(ENDED.fullmatch(ended[2])) and _is_about_many(ended[0], row)


def _is_about_many(rest: str, row: ParsedRow) -> bool:
    words = [word for word in rest.split() if not word.isdigit()]
    if not words or all(word in COUNTED for word in words):
        return True
    region = " ".join(tokens(row.region))
    return country_code(rest) is not None or bool(region and region == rest)
