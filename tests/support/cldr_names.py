"""Writes the names of countries in many languages from Babel: `python -m support.cldr_names` in `tests`."""

import csv
import io
from pathlib import Path

import babel
from babel import Locale

import suppliers
from suppliers.matching.normalisation.spelling import table, tokens

LANGUAGES = (
    *(
        "en",
        "nl",
        "fr",
        "de",
        "es",
        "pt",
        "it",
        "zh",
        "zh_Hant",
        "ja",
        "ko",
        "vi",
        "th",
        "pl",
        "cs",
        "sk",
        "hu",
        "ro",
    ),
    *("tr", "ru", "uk", "el", "bg", "sr", "sr_Latn", "hr", "sl", "sv", "da", "nb", "fi", "et", "lv", "lt", "ca"),
    *("id", "ms", "fil", "ar", "he", "fa", "ur", "hi", "bn", "ta", "my", "km", "lo", "si", "ka", "hy", "kk", "sq"),
)
"""Languages of the countries where devices and their parts are made, and of Europe."""
PLACE = Path(suppliers.__file__).parent / "matching/normalisation/data/cldr_names.csv"


def text() -> str:
    """One line for each country that our own table has; a name that means two countries is left out."""
    ours = [row["code"] for row in table("countries.csv")]
    meanings: dict[tuple[str, ...], dict[str, str]] = {}
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if code in ours and (words := tuple(tokens(name))):
                meanings.setdefault(words, {}).setdefault(code, name.replace("|", " "))
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow(["code", "names"])
    for code in ours:
        lines.writerow([code, "|".join(names[code] for names in meanings.values() if list(names) == [code])])
    return out.getvalue()


if __name__ == "__main__":
    PLACE.write_text(text(), "utf-8")
    print(f"names of CLDR as in Babel {babel.__version__}")  # noqa: T201
