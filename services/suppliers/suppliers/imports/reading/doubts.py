"""What a cell says in another encoding, where two are as likely."""

from collections.abc import Iterator, Mapping

from suppliers.imports.reading.code_pages import Encoding
from suppliers.imports.reading.reasons import Code, Reason

MOST_SHOWN = 60


def doubted_readings(raw: Mapping[str, str], encoding: Encoding) -> Iterator[Reason]:
    """A reason for each cell that another encoding reads otherwise, with each of its readings.

    Where no other one is as likely, and this one is not likely either, one reason for the row.
    """
    if not encoding.rivals:
        detail = f"The letters are read as {encoding.name}, which is a guess; check them."
        yield Reason(Code.ENCODING_GUESSED, "", detail)
        return
    for column, cell in raw.items():
        readings = {} if cell.isascii() else _other_readings(cell, encoding)
        if readings:
            others = ", ".join(f'"{text[:MOST_SHOWN]}" in {name}' for text, name in readings.items())
            detail = f'Read as "{cell[:MOST_SHOWN]}" ({encoding.name}); it would be {others}. Check it.'
            yield Reason(Code.ENCODING_GUESSED, column, detail)


def _other_readings(cell: str, encoding: Encoding) -> dict[str, str]:
    """Text and encoding. Bytes that an encoding does not have are shown as the sign for what cannot be shown."""
    written = cell.encode(encoding.name, "replace")
    texts = {written.decode(rival, "replace"): rival for rival in reversed(encoding.rivals)}
    return {text: rival for text, rival in reversed(texts.items()) if text != cell}
