"""Several values in one cell, with semicolons between them; a value with a semicolon stands in quotation marks."""

import csv
import io
import re
from collections.abc import Iterable

LINE_ENDS = re.compile(r"\s*[\r\n]+\s*")


def split(text: str) -> list[str]:
    """The values of a cell."""
    line = LINE_ENDS.sub("; ", text.strip())
    if '"' not in line:
        return [value for part in line.split(";") if (value := part.strip())]
    try:
        (parts,) = csv.reader([line], delimiter=";", skipinitialspace=True)
    except (csv.Error, ValueError):
        return [line]
    return [value for part in parts if (value := part.strip())]


def joined(values: Iterable[str]) -> str:
    """One cell for several values; `split` gives them back."""
    cells = []
    for value in values:
        text = io.StringIO()
        csv.writer(text, delimiter=";", lineterminator="").writerow([value])
        cells.append(text.getvalue())
    return "; ".join(cells)
