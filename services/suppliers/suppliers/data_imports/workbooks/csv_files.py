"""Writing one CSV file for each sheet, together in a zip file; no text becomes a formula."""

import csv
import io
import re
import zipfile
from typing import IO

from suppliers.data_imports.workbooks.contents import Cell, Contents

GUARDED = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet program would take for a formula gets an apostrophe before it; reading takes it off again."""
DELIMITER = ";"
"""What Excel expects in Belgium and the Netherlands."""


def write_csv(contents: Contents, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in contents.sheets:
            text = io.StringIO()
            writer = csv.writer(text, delimiter=DELIMITER, lineterminator="\r\n")
            writer.writerow([column.code for column in sheet.columns])
            writer.writerow(contents.headings(sheet))
            for cells in contents.cells(sheet):
                writer.writerow(list(map(guarded, cells)))
            archive.writestr(f"{sheet.name}.csv", "\ufeff" + text.getvalue())


def guarded(cell: Cell) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if isinstance(cell, str) and GUARDED.match(text) else text
