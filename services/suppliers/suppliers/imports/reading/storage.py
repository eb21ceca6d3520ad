"""Cells as the database can store them."""

import re
from collections.abc import Sequence

from suppliers.imports.reading.reasons import Code, Reason

# Marks a formula without a saved value. No list can contain it, because it is not a character.
UNCOMPUTED = "\ufdd0"
LONGEST_CELL = 2000
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff\ufffd]")


def is_storable(text: str) -> bool:
    """Whether the text of a whole row can be stored as it is."""
    if len(text) > LONGEST_CELL or "\x00" in text:
        return False
    return text.isascii() or not (UNCOMPUTED in text or UNSTORABLE.search(text))


def storable(text: str) -> str:
    return UNSTORABLE.sub("\ufffd", text)


def storable_cells(names: Sequence[str], cells: Sequence[str], reasons: list[Reason]) -> list[str]:
    """The cells as they can be stored; a reason for each that had to be changed makes the row invalid."""
    kept = []
    for name, cell in zip(names, cells, strict=False):
        if UNSTORABLE.search(cell):
            detail = "The cell contains a character that cannot be stored."
            reasons.append(Reason(Code.ILLEGAL_CHARACTER, name, detail))
            cell = storable(cell)
        if cell == UNCOMPUTED:
            detail = "The cell is a formula without a saved value."
            reasons.append(Reason(Code.FORMULA_WITHOUT_VALUE, name, detail))
            cell = ""
        if len(cell) > LONGEST_CELL:
            reasons.append(Reason(Code.TOO_LONG, name, f"A cell may have at most {LONGEST_CELL} characters."))
            cell = cell[:LONGEST_CELL]
        kept.append(cell)
    return kept
