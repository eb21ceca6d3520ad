"""What XML may be before it is parsed: nothing that makes a parser fetch, expand or allocate without end.

The text is run through expat once, which builds no tree; a document type ends the run at its first character.
"""

from typing import Any, NoReturn
from xml.parsers import expat

from suppliers.contract_imports.notices.problems import NotXml, UnreadableNotice, UnsafeNotice

DEEPEST = 100
"""Elements in elements; notices have about twenty."""
MOST_ELEMENTS = 400_000
MOST_ATTRIBUTES = 40
"""Of one element."""
LONGEST_ATTRIBUTE = 2_000
LONGEST_TEXT = 100_000
"""Characters of one element; the longest that eForms allow have 10,000."""
XINCLUDE = "http://www.w3.org/2001/XInclude"
FILE = "/file"
OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\x00")
"""How UTF-16 and UTF-32 begin."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def check_safety(written: bytes) -> None:
    """Raises UnsafeNotice, UnreadableNotice, NotXml."""
    _check_encoding(written)
    if not written.removeprefix(BYTE_ORDER_MARK).lstrip().startswith(b"<"):
        raise NotXml(pointer=FILE)
    _Check().run(written)


def _check_encoding(written: bytes) -> None:
    if not written.strip():
        raise UnreadableNotice("The file is empty.", reason="empty", pointer=FILE)
    if written.startswith(OTHER_ENCODINGS):
        _refuse("encoding", "The file is not in UTF-8; save the notice in UTF-8.")
    try:
        written.decode("utf-8")
    except UnicodeDecodeError as error:
        if written.lstrip().startswith(b"<"):
            _refuse("encoding", f"The file is not in UTF-8: byte {error.start + 1} cannot be read.")
        raise NotXml(pointer=FILE) from error


def _refuse(reason: str, detail: str) -> NoReturn:
    raise UnsafeNotice(detail, reason=reason, pointer=FILE)


class _Check:
    """One run over a text; counts what it has met so far."""

    def __init__(self) -> None:
        self._depth = self._elements = self._length = 0
        self._parser = expat.ParserCreate()
        self._parser.XmlDeclHandler = self._declared
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._started
        self._parser.EndElementHandler = self._ended
        self._parser.CharacterDataHandler = self._text

    def run(self, written: bytes) -> None:
        """Raises UnsafeNotice, UnreadableNotice."""
        try:
            self._parser.Parse(written, True)
        except expat.ExpatError as error:
            what = expat.ErrorString(error.code)
            detail = f"The file is not well-formed XML: {what}, line {error.lineno}, column {error.offset + 1}."
            raise UnreadableNotice(detail, reason="not_well_formed", pointer=FILE) from None

    def _declared(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.upper() not in ("UTF-8", "UTF8", "US-ASCII"):
            _refuse("encoding", f'The file says that its encoding is "{encoding[:40]}"; a notice is in UTF-8.')

    def _doctype(self, *_: Any) -> None:
        _refuse("document_type", "The file has a document type or entities; a notice has neither.")

    def _started(self, _: str, attributes: dict[str, str]) -> None:
        self._depth, self._elements, self._length = self._depth + 1, self._elements + 1, 0
        if XINCLUDE in attributes.values():
            _refuse("external_reference", "The file includes other documents (XInclude); a notice does not.")
        if self._depth > DEEPEST:
            _refuse("too_deep", f"The elements are nested more than {DEEPEST} deep.")
        if self._elements > MOST_ELEMENTS:
            _refuse("too_many_elements", f"The file has more than {MOST_ELEMENTS} elements.")
        if len(attributes) > MOST_ATTRIBUTES:
            _refuse("too_many_attributes", f"An element has more than {MOST_ATTRIBUTES} attributes.")
        if any(len(name) + len(value) > LONGEST_ATTRIBUTE for name, value in attributes.items()):
            _refuse("too_long", f"An attribute has more than {LONGEST_ATTRIBUTE} characters.")

    def _ended(self, _: str) -> None:
        self._depth, self._length = self._depth - 1, 0

    def _text(self, text: str) -> None:
        self._length += len(text)
        if self._length > LONGEST_TEXT:
            _refuse("too_long", f"The text of an element has more than {LONGEST_TEXT} characters.")
