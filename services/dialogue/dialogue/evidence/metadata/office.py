"""Copies of XLSX and DOCX documents without the names of those who wrote them."""

import io
import re
import zipfile
from collections.abc import Callable
from typing import BinaryIO

from chassis.untrusted_files.archives import Archive, opened
from dialogue.evidence.metadata.office_links import without_folders
from dialogue.evidence.metadata.pictures import clean_jpeg, clean_png
from dialogue.evidence.metadata.problems import Damaged

Change = Callable[[bytes], bytes]

MOST_LEVELS = 2
"""Documents within documents: a sheet in a report."""
ANYBODY = rb'\1="Author"'
NOTHING = rb'\1=""'
PACKAGE = b"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
OFFICE = b"http://schemas.openxmlformats.org/officeDocument/2006/"
SHAREPOINT = b"http://schemas.microsoft.com/office/2006/metadata/properties"
NO_CORE = b'<?xml version="1.0" encoding="UTF-8"?><cp:coreProperties xmlns:cp="' + PACKAGE + b'"/>'
NO_EXTENDED = b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="' + OFFICE + b'extended-properties"/>'
NO_CUSTOM = b'<?xml version="1.0" encoding="UTF-8"?><Properties xmlns="' + OFFICE + b'custom-properties"/>'
NO_SHAREPOINT = b'<?xml version="1.0" encoding="UTF-8"?><p:properties xmlns:p="' + SHAREPOINT + b'"/>'

SHEETS = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
QUERIES = b"http://schemas.microsoft.com/DataMashup"
NO_USERS = b'<?xml version="1.0" encoding="UTF-8"?><users xmlns="' + SHEETS + b'" count="0"/>'
NO_QUERIES = b'<?xml version="1.0" encoding="UTF-8"?><DataMashup xmlns="' + QUERIES + b'"/>'
NO_PRINTER = bytes(64) + b"\x01\x04\0\0\xdc\0" + bytes(150)
"""The settings of a printer without a name: a DEVMODEW of 220 bytes that sets no field."""

NAMES_IN_TEXT = re.compile(rb"""(\sw\d*:(?:author|initials|userId))\s*=\s*(?:"[^"]*"|'[^']*')""")
NAMES_IN_BOOK = re.compile(
    rb"""(\s(?:displayName|userId|userName|lastAuthor|refreshedBy))\s*=\s*(?:"[^"]*"|'[^']*')"""
)
FOLDER = re.compile(rb"""(absPath\s[^>]*?\burl)\s*=\s*(?:"[^"]*"|'[^']*')""")
USER = re.compile(rb"""(<(?:\w+:)?userInfo\s[^<>]*?\bname)\s*=\s*(?:"[^"]*"|'[^']*')""")
DDE_FOLDER = re.compile(rb"""(\sddeTopic)\s*=\s*(?:"[^"]*"|'[^']*')""")
MERGED_FROM = re.compile(
    rb"""(<(?:\w+:)?(?:connectString|query|udl|src)\s[^<>]*?\b(?:\w+:)?val)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
"""Where the letters of a mail merge get their names from."""
SOURCE = re.compile(
    rb"""(\s(?:sourceFile|odcFile|connection|localConnection|command|serverCommand|url|post|editPage|description"""
    rb"""|text|ssoId))\s*=\s*(?:"[^"]*"|'[^']*')"""
)
"""Where a workbook gets its data from: folders, servers, and who signs in there."""
AUTHOR = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")


OF_BOOK = (
    (NAMES_IN_BOOK, ANYBODY),
    (USER, ANYBODY),
    (AUTHOR, rb"\1Author\2"),
    (FOLDER, NOTHING),
    (DDE_FOLDER, NOTHING),
)


def _of_text(part: bytes) -> bytes:
    return MERGED_FROM.sub(NOTHING, NAMES_IN_TEXT.sub(ANYBODY, part))


def _of_book(part: bytes) -> bytes:
    for pattern, instead in OF_BOOK:
        part = pattern.sub(instead, part)
    return part


def _of_connections(part: bytes) -> bytes:
    return SOURCE.sub(NOTHING, _of_book(part))


def _of_custom_data(part: bytes) -> bytes:
    if SHAREPOINT in part[:4096]:
        return NO_SHAREPOINT
    return NO_QUERIES if QUERIES in part[:4096] else part


CHANGES: tuple[tuple[re.Pattern[str], Change], ...] = (
    (re.compile(r"docprops/core\.xml"), lambda _: NO_CORE),
    (re.compile(r"docprops/app\.xml"), lambda _: NO_EXTENDED),
    (re.compile(r"docprops/custom\.xml"), lambda _: NO_CUSTOM),
    (re.compile(r"customxml/item\d*\.xml"), _of_custom_data),
    (re.compile(r".*/printersettings[^/]*\.bin"), lambda _: NO_PRINTER),
    (re.compile(r".*\.rels"), without_folders),
    (re.compile(r"word/.*\.xml"), _of_text),
    (re.compile(r"xl/revisions/usernames\.xml"), lambda _: NO_USERS),
    (re.compile(r"xl/connections[^/]*\.xml"), _of_connections),
    (re.compile(r"xl/(?!worksheets/|sharedstrings).*\.xml"), _of_book),
)
"""By the names of parts, in small letters.

Sheets and texts of a workbook have no authors, and may be too large for the memory.
"""
PICTURES: dict[bytes, Change] = {b"\xff\xd8\xff": clean_jpeg, b"\x89PNG\r\n\x1a\n": clean_png}
MARKUP = (".xml", ".vml")


def clean_office(file: BinaryIO, result: BinaryIO, *, level: int = 1) -> None:
    """Write a new document. Raises BadArchive, Damaged, FileTooLarge."""
    with opened(file) as archive, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for member in archive.members:
            if not member.is_dir():
                _copy(archive, member, target, level)


def _copy(archive: Archive, member: zipfile.ZipInfo, target: zipfile.ZipFile, level: int) -> None:
    entry = zipfile.ZipInfo(member.filename)  # without the time, the rights and further fields
    entry.compress_type = zipfile.ZIP_DEFLATED
    name = member.filename.replace("\\", "/").lstrip("/").lower()
    change = next((change for pattern, change in CHANGES if pattern.fullmatch(name)), None)
    if change is not None:
        target.writestr(entry, change(_utf8(b"".join(archive.pieces(member)))))
    elif name.endswith(MARKUP):
        with target.open(entry, "w") as copy:
            for piece in archive.pieces(member):
                copy.write(piece)
    else:
        target.writestr(entry, _embedded(b"".join(archive.pieces(member)), level))


def _embedded(content: bytes, level: int) -> bytes:
    """A picture, or a document within the document; other things as they are."""
    if content.startswith(b"PK\x03\x04"):
        if level == MOST_LEVELS:
            raise Damaged
        inner = io.BytesIO()
        clean_office(io.BytesIO(content), inner, level=level + 1)
        return inner.getvalue()
    clean = next((clean for start, clean in PICTURES.items() if content.startswith(start)), None)
    return clean(content) if clean else content


def _utf8(part: bytes) -> bytes:
    if not part.startswith((b"\xff\xfe", b"\xfe\xff")):
        return part
    try:
        text = part.decode("utf-16")
    except UnicodeDecodeError as error:
        raise Damaged from error
    return re.sub(r"""encoding\s*=\s*["'][^"']*["']""", 'encoding="UTF-8"', text, count=1).encode()
