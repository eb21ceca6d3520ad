"""Lists that a stranger sends to stop the platform: small files that cost much to read."""

import io
import zipfile
from collections.abc import Callable

from openpyxl import Workbook

SHEET = "xl/worksheets/sheet1.xml"
HEADINGS = ["Name", "Address", "Country"]


def workbook(*lines: list[str]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (HEADINGS, *lines):
        sheet.append(line)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = workbook(["Brightwell", "18 Xinfeng Road", "CN"])


def rewritten(
    book: bytes, part: str, change: Callable[[bytes], bytes], method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """The workbook with one part changed, and packed by some method."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                target.writestr(name, change(content), method)
            else:
                target.writestr(name, content)
    return out.getvalue()


def with_member(book: bytes, name: str, content: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as target:
        target.writestr(name, content, method)
    return out.getvalue()


def with_members(book: bytes, number: int) -> bytes:
    out = io.BytesIO(book)
    with zipfile.ZipFile(out, "a") as target:
        for member in range(number):
            target.writestr(str(member), b"")
    return out.getvalue()


def saying(archive: bytes, size: int, *, saying_so_far: int) -> bytes:
    """The archive with another size of the member that now says this one."""
    old, new = (number.to_bytes(4, "little") for number in (saying_so_far, size))
    assert archive.count(old) >= 2
    return archive.replace(old, new)


def rows(number: int) -> bytes:
    """A workbook of a few kilobytes with so many empty rows."""
    return rewritten(
        GOOD, SHEET, lambda sheet: sheet.replace(b"</sheetData>", b"<row/>" * number + b"</sheetData>")
    )


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>'.encode()
    return rewritten(
        GOOD, SHEET, lambda sheet: sheet.replace(b"<worksheet", head + b"<worksheet", 1).replace(b"CN", b"&l9;")
    )


def deep(depth: int) -> bytes:
    nested = b"<a>" * depth + b"</a>" * depth
    return rewritten(GOOD, SHEET, lambda sheet: sheet.replace(b"</sheetData>", nested + b"</sheetData>"))


def attributes(number: int) -> bytes:
    many = b"".join(b' a%d=""' % n for n in range(number))
    return rewritten(GOOD, SHEET, lambda sheet: sheet.replace(b"<sheetData", b"<x" + many + b"/><sheetData"))


def repeated_text(lines: int, columns: int = 25) -> bytes:
    """A text of 2,000 letters in each cell: packed it takes almost nothing."""
    said = b"".join(b'<c t="inlineStr"><is><t>%s</t></is></c>' % text for text in (b"Works", b"18 Road", b"CN"))
    row = b"<row>" + said + b'<c t="inlineStr"><is><t>%s</t></is></c>' % (b"x" * 2000) * columns + b"</row>"
    return rewritten(GOOD, SHEET, lambda sheet: sheet.replace(b"</sheetData>", row * lines + b"</sheetData>"))
