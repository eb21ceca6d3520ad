"""Imports of workbooks: their states, the outcomes of rows, limits, and what is refused."""

from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound, Unsupported


class DataImportStatus(StrEnum):
    """How far a workbook has been applied: `processing`, `done`, or `failed` because of an internal error."""

    PROCESSING = "processing"
    DONE = "done"
    FAILED = "failed"


class DataRowStatus(StrEnum):
    """Outcome of a row.

    `new`: registered; `updated`: what is on the platform was changed; `unchanged`: the platform has the same;
    `question`: a person must say which record is meant; `blocked`: it names something in another row that waits;
    `invalid`: it cannot be used as it is; `waiting`: not looked at yet. Rows that are `question`, `blocked` or
    `invalid` changed nothing and can be repaired.
    """

    NEW = "new"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    QUESTION = "question"
    BLOCKED = "blocked"
    INVALID = "invalid"
    WAITING = "waiting"


S = DataRowStatus
SETTLED = frozenset({S.NEW, S.UPDATED, S.UNCHANGED})
REPAIRABLE = frozenset({S.QUESTION, S.BLOCKED, S.INVALID})


class SheetName(StrEnum):
    """The sheets of the workbook, in the order in which their rows depend on each other."""

    SUPPLIERS = "suppliers"
    CONTACTS = "contacts"
    PRODUCTS = "products"
    CONTRACTS = "contracts"
    DELIVERIES = "deliveries"
    SPEND = "spend"


NAMES_ITS_OWN = frozenset({SheetName.CONTRACTS})
"""Sheets whose rows may name later rows of the same sheet: a call-off its framework."""


class Language(StrEnum):
    """A language of the workbook."""

    NL = "nl"
    FR = "fr"
    EN = "en"


class WorkbookFormat(StrEnum):
    """`xlsx` (Excel), `ods` (LibreOffice), or `csv`: a zip file with one CSV file for each sheet."""

    XLSX = "xlsx"
    ODS = "ods"
    CSV = "csv"


class DataImportNotFound(NotFound):
    """There is no import with this id, or you may not see it."""

    title = "Import not found"


class DataRowNotFound(NotFound):
    """The import has no row with this number."""

    title = "Row not found"


class RowIsSettled(Conflict):
    """This row was applied already. Change the record itself, or import the workbook again."""

    title = "Row is settled"


class UnknownColumn(Invalid):
    """The sheet of this row has no column with this key; the keys are those of `cells` in the template."""

    title = "Unknown column"


class RecordOrNew(Invalid):
    """Give either a `record_id`, or `as_new` with the value true."""

    title = "A record or a new one"


class OwnNumberUsed(Conflict):
    """Another supplier has this number of yours, or this supplier has another one. Correct the number."""

    title = "Own number is already used"


class TooManyDataRows(Invalid):
    """The workbook has too many rows for one import, or for a dry run. Split it, or import it without `dry_run`."""

    title = "Too many rows"


class UnreadableWorkbook(Invalid):
    """The file has no sheet with known headings, or it is damaged. Use the template.

    `reason` is one of `empty`, `no_headings`, `broken`, `too_many_rows`, `too_many_columns`, `too_large`
    and `unsafe`.
    """

    title = "Unreadable workbook"

    def __init__(
        self, detail: str | None = None, *, reason: str = "no_headings", pointer: str | None = None
    ) -> None:
        super().__init__(detail, pointer=pointer, reason=reason)
        self.reason = reason


class UnsupportedWorkbook(Unsupported):
    """The file is not .xlsx, .ods, CSV, or a zip file of CSV files. Save the workbook as one of these."""

    title = "Unsupported file type"


AT_ONCE = 150
"""Most rows of a workbook that are applied within the request; longer ones are applied by a job."""
STEP = 10
"""Rows of a long workbook that a job applies and commits together."""
MOST_ROWS_DRY = 1_000
"""Most rows of a dry run: it does the work of the import, and takes it back."""
MOST_ROWS = 20_000
MOST_CANDIDATES = 10
