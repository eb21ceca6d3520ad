"""Names of countries in many languages, from the Unicode CLDR; asked only for what our own table lacks."""

from functools import cache

from suppliers.matching.normalisation.spelling import table, tokens


@cache
def _codes() -> dict[tuple[str, ...], str]:
    return {tuple(tokens(name)): row["code"] for row in table("cldr_names.csv") for name in row["names"].split("|")}


def code_in_any_language(words: tuple[str, ...]) -> str | None:
    return _codes().get(words)
