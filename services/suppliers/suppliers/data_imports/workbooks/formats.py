"""The formats of the workbook: how each is written, and what it is called."""

import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO

from suppliers.data_imports.rules import WorkbookFormat
from suppliers.data_imports.workbooks.contents import Contents
from suppliers.data_imports.workbooks.csv_files import write_csv
from suppliers.data_imports.workbooks.ods import MEDIA_TYPE as ODS
from suppliers.data_imports.workbooks.ods import write_ods
from suppliers.data_imports.workbooks.xlsx import write_xlsx


@dataclass(frozen=True)
class Format:
    write: Callable[[Contents, IO[bytes]], None]
    media_type: str
    ending: str


FORMATS: Mapping[WorkbookFormat, Format] = {
    WorkbookFormat.XLSX: Format(
        write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"
    ),
    WorkbookFormat.ODS: Format(write_ods, ODS, "ods"),
    WorkbookFormat.CSV: Format(write_csv, "application/zip", "zip"),
}


WRITTEN_AT = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
NO_TIME = (1980, 1, 1, 0, 0, 0)
"""The first that a zip file can name."""


def file_of(contents: Contents, kind: WorkbookFormat) -> bytes:
    """The whole file; it may take seconds, so a request leaves it to a thread."""
    file = BytesIO()
    FORMATS[kind].write(contents, file)
    return _without_times(file)


def _without_times(file: BytesIO) -> bytes:
    """The same zip file without the time when it was written: the same contents are the same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(file) as written, zipfile.ZipFile(out, "w") as archive:
        for member in written.infolist():
            content = WRITTEN_AT.sub(rb"\g<1>2000-01-01T00:00:00Z", written.read(member))
            archive.writestr(zipfile.ZipInfo(member.filename, NO_TIME), content, member.compress_type)
    return out.getvalue()
