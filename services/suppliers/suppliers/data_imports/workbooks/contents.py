"""What a workbook shows: the rows of each sheet, the notes, and the lists to choose from."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from suppliers.data_imports.columns.choices import choices
from suppliers.data_imports.columns.sheets import NOTES, Column, Sheet, sheets, titles
from suppliers.data_imports.values.cells import written

Cell = str | int | Decimal | date | None
FIRST_SERIAL = date(1900, 3, 1)
"""Excel has wrong numbers for earlier days; they are written as text."""
SINGLE, SEVERAL = ("code", "yes_no"), ("codes", "clauses")

INTRODUCTION = {
    "nl": (
        "Vul de bladen in en laad het bestand op: POST /v1/data-imports. De eerste rij van elk blad is verborgen en"
        " herkent de kolommen in elke taal; verwijder ze niet. Een lege cel verandert niets aan wat er al is."
    ),
    "fr": (
        "Remplissez les feuilles et chargez le fichier : POST /v1/data-imports. La première ligne de chaque feuille"
        " est cachée et reconnaît les colonnes dans chaque langue ; ne la supprimez pas. Une cellule vide ne change"
        " rien à ce qui existe."
    ),
    "en": (
        "Fill in the sheets and upload the file: POST /v1/data-imports. The first row of each sheet is hidden and"
        " tells the columns in any language; do not delete it. An empty cell changes nothing that is there."
    ),
}
WORDS = {
    "nl": ("Blad", "Kolom", "Verplicht", "Uitleg", "Waarden", "ja", ""),
    "fr": ("Feuille", "Colonne", "Obligatoire", "Explication", "Valeurs", "oui", ""),
    "en": ("Sheet", "Column", "Required", "What it is", "Values", "yes", ""),
}


@dataclass(frozen=True)
class Contents:
    """A workbook in one language; `rows` has the values of each row by column, for each sheet."""

    language: str
    rows: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)

    @property
    def sheets(self) -> list[Sheet]:
        return list(sheets().values())

    def title(self, sheet: Sheet) -> str:
        return sheet.titles[self.language]

    def headings(self, sheet: Sheet) -> list[str]:
        """The headings; those of required columns have a star."""
        return [column.headings[self.language] + (" *" if column.is_required else "") for column in sheet.columns]

    def cells(self, sheet: Sheet) -> Iterator[list[Cell]]:
        for row in self.rows.get(sheet.name, ()):
            yield [_cell(column, row.get(column.key), self.language) for column in sheet.columns]

    def notes_title(self) -> str:
        return titles(NOTES)[self.language]

    def notes(self) -> Iterator[list[str]]:
        """The lines of the sheet that explains the columns."""
        yield [INTRODUCTION[self.language]]
        yield []
        yield list(WORDS[self.language][:5])
        for sheet in self.sheets:
            for column in sheet.columns:
                yes, no = WORDS[self.language][5:]
                labels = "; ".join(labels_of(column, self.language))
                required = yes if column.is_required else no
                heading = column.headings[self.language]
                yield [self.title(sheet), heading, required, column.help[self.language], labels]


def labels_of(column: Column, language: str) -> list[str]:
    """The values to choose from in a column; empty where it is free."""
    if column.kind == "clauses":
        return [choice.code for choice in choices(column.codes)]
    return [choice.labels[language] for choice in choices(column.codes)] if column.kind in SINGLE + SEVERAL else []


def _cell(column: Column, value: Any, language: str) -> Cell:
    if value is None:
        return None
    match column.kind:
        case "date" | "end":
            day = date.fromisoformat(str(value))
            return day if day >= FIRST_SERIAL else str(value)
        case "integer":
            return int(value)
        case "amount":
            return Decimal(value)
    return written(column, value, language) or None
