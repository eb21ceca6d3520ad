"""Writing .ods: the same workbook in the format of LibreOffice."""

import zipfile
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from suppliers.data_imports.columns.sheets import Sheet
from suppliers.data_imports.workbooks.contents import SEVERAL, Cell, Contents, labels_of

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)
START = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
    ' xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    ' xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.2">'
    "<office:automatic-styles>"
    '<number:date-style style:name="iso"><number:year number:style="long"/><number:text>-</number:text>'
    '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>'
    "</number:date-style>"
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="iso"/>'
    '<style:style style:name="bold" style:family="table-cell">'
    '<style:text-properties fo:font-weight="bold"/></style:style>'
    "</office:automatic-styles><office:body><office:spreadsheet>"
)
END = "</office:spreadsheet></office:body></office:document-content>"
ROWS_TO_FILL = 1_000
"""Empty rows below the last one for which a list to choose from is offered."""


def write_ods(contents: Contents, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        with archive.open("content.xml", "w") as out:
            for piece in _content(contents):
                out.write(piece.encode())


def _content(contents: Contents) -> Iterator[str]:
    yield START
    yield "<table:content-validations>"
    for sheet in contents.sheets:
        yield from _validations(contents, sheet)
    yield "</table:content-validations>"
    for sheet in contents.sheets:
        yield f"<table:table table:name={quoteattr(contents.title(sheet))}>"
        yield _row([column.code for column in sheet.columns], attributes=' table:visibility="collapse"')
        yield _row(contents.headings(sheet), style="bold")
        for cells in contents.cells(sheet):
            yield _row(cells, validations=_names(contents, sheet))
        yield _empty(_names(contents, sheet))
        yield "</table:table>"
    yield f"<table:table table:name={quoteattr(contents.notes_title())}>"
    for line in contents.notes():
        yield _row(line or [None])
    yield "</table:table>" + END


def _names(contents: Contents, sheet: Sheet) -> list[str]:
    """The name of the list of each column; empty where it has none."""
    return [column.code if labels_of(column, contents.language) else "" for column in sheet.columns]


def _validations(contents: Contents, sheet: Sheet) -> Iterator[str]:
    for column in sheet.columns:
        if labels := labels_of(column, contents.language):
            items = ";".join('"' + label.replace('"', '""') + '"' for label in labels)
            condition = f"of:cell-content-is-in-list({items})"
            shows = "false" if column.kind in SEVERAL else "true"
            yield (
                f"<table:content-validation table:name={quoteattr(column.code)}"
                f" table:condition={quoteattr(condition)}"
                ' table:allow-empty-cell="true" table:display-list="unsorted">'
                f'<table:error-message table:message-type="warning" table:display="{shows}"/>'
                "</table:content-validation>"
            )


def _row(cells: Sequence[Cell], *, style: str = "", attributes: str = "", validations: Sequence[str] = ()) -> str:
    names = validations or [""] * len(cells)
    inside = "".join(_cell(cell, style, name) for cell, name in zip(cells, names, strict=True))
    return f"<table:table-row{attributes}>{inside}</table:table-row>"


def _empty(names: Sequence[str]) -> str:
    inside = "".join(_cell(None, "", name) for name in names)
    return f'<table:table-row table:number-rows-repeated="{ROWS_TO_FILL}">{inside}</table:table-row>'


def _cell(cell: Cell, style: str, validation: str) -> str:
    given = f" table:content-validation-name={quoteattr(validation)}" if validation else ""
    given += f' table:style-name="{style}"' if style else ""
    match cell:
        case None:
            return f"<table:table-cell{given}/>"
        case str():
            return f'<table:table-cell{given} office:value-type="string">{_paragraphs(cell)}</table:table-cell>'
        case date():
            value = f'office:value-type="date" office:date-value="{cell}" table:style-name="day"'
        case int() | Decimal():
            value = f'office:value-type="float" office:value="{cell}"'
    return f"<table:table-cell{given} {value}><text:p>{cell}</text:p></table:table-cell>"


def _paragraphs(text: str) -> str:
    """Each line a paragraph; spaces that stand together would be one."""
    return "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.split("\n"))


def _spaced(line: str) -> str:
    return escape(line).replace("\t", "<text:tab/>").replace(" ", "<text:s/>") if _is_uneven(line) else escape(line)


def _is_uneven(line: str) -> bool:
    return "  " in line or line != line.strip() or "\t" in line
