"""Why a whole notice is not read."""

from chassis.problems import Invalid, Unsupported


class UnsafeNotice(Invalid):
    """A notice is XML in UTF-8 without a document type, entities and XInclude, and without parts of extreme size.

    `reason` is one of `document_type`, `external_reference`, `encoding`, `too_deep`, `too_many_elements`,
    `too_many_attributes` and `too_long`.
    """

    title = "Unsafe XML"

    def __init__(
        self, detail: str | None = None, *, reason: str = "document_type", pointer: str | None = None
    ) -> None:
        super().__init__(detail, pointer=pointer, reason=reason)


class UnreadableNotice(Invalid):
    """The file is not an eForms notice that can be read.

    `reason` is one of `empty`, `not_well_formed`, `other_document`, `incomplete` and `too_many_lots`.
    """

    title = "Unreadable notice"

    def __init__(
        self, detail: str | None = None, *, reason: str = "not_well_formed", pointer: str | None = None
    ) -> None:
        super().__init__(detail, pointer=pointer, reason=reason)


class NothingToImport(Invalid):
    """This kind of notice announces no contract.

    Contract notices, award notices, notices before a direct award and notices of a modification do.
    """

    title = "The notice has no contract to import"


class NotXml(Unsupported):
    """The file is not XML. Download the notice as XML, for example from ted.europa.eu, and send that file."""

    title = "Not an XML file"
