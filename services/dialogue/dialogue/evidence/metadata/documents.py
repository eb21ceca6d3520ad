"""Copies of PDF documents without the names of their authors and of their programs."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from dialogue.evidence.metadata.pictures import clean_jpeg
from dialogue.evidence.metadata.problems import Damaged
from dialogue.evidence.rules import FileDamaged, FileNotAllowed

if TYPE_CHECKING:
    import pikepdf

BESIDE = ("/Metadata", "/PieceInfo", "/LastModified", "/Author", "/Creator", "/CreatorInfo")
"""What any object of a PDF may have about itself, and the person and program that made it."""
USER_PROPERTIES = "/UserProperties"
"""What a program wrote about an element of the structure tree, for itself (ISO 32000-1, 14.7.5.4)."""
OF_NOTES = ("/T", "/CreationDate", "/M", "/NM")
"""Author, times and name of a note in the margin; a field of a form has its own name in `/T`."""
NOTES = frozenset(
    {
        *("/Text", "/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Highlight", "/Underline"),
        *("/Squiggly", "/StrikeOut", "/Stamp", "/Caret", "/Ink", "/FileAttachment", "/Sound", "/Redact"),
    }
)
PROTECTED = "This PDF is protected by a password. Save it without one."
WITH_FILES = "This PDF has files attached to it. Add them beside it, and the PDF without them."


SIGNED = ("/Perms", "/DSS", "/SigFlags")
"""A signature covers the bytes of the file that was sent; in a copy it would only seem forged."""


def clean_pdf(file: BinaryIO, result: BinaryIO) -> None:
    """Write a new document: no properties, no earlier versions, no metadata of pictures.

    Raises Damaged, FileDamaged, FileNotAllowed, FileTooLarge.
    """
    import pikepdf  # here, because only the process that reads a file needs it

    try:
        with pikepdf.open(file, suppress_warnings=True) as document:
            _remove(document.trailer, ("/Info",))
            for thing in document.objects:
                for part in _parts(thing):
                    _clean(part)
            document.save(
                result,
                object_stream_mode=pikepdf.ObjectStreamMode.generate,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                compress_streams=False,
                fix_metadata_version=False,
                deterministic_id=True,
            )
    except pikepdf.PasswordError as error:
        raise FileDamaged(PROTECTED, pointer="/file") from error
    except pikepdf.PdfError as error:
        raise Damaged from error


def _parts(thing: "pikepdf.Object") -> Iterator["pikepdf.Object"]:
    """The dictionaries and streams of an object, without those that are objects of their own."""
    import pikepdf

    waiting = [thing]
    while waiting:
        found = waiting.pop()
        is_array = isinstance(found, pikepdf.Array)
        if isinstance(found, pikepdf.Dictionary) or isinstance(found, pikepdf.Stream):  # noqa: SIM101  # no classes
            yield found
            waiting += [value for _, value in found.items() if _is_within(value)]
        elif is_array:
            waiting += [value for value in found if _is_within(value)]


def _is_within(value: object) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Object) and not value.is_indirect


def _clean(part: "pikepdf.Object") -> None:
    if "/EF" in part:
        raise FileNotAllowed(WITH_FILES, pointer="/file")
    _remove(part, BESIDE + SIGNED)
    kind = str(part.get("/Subtype", ""))
    if kind in NOTES:
        _remove(part, OF_NOTES)
    if part.get("/O") == USER_PROPERTIES:
        part["/P"] = _no_properties()
    if "/Usage" in part:
        _clean_usage(part["/Usage"])
    if part.get("/FT") == "/Sig":
        _remove(part, ("/V",))
    if kind == "/Image" and part.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        _clean_picture(part)


def _remove(part: "pikepdf.Object", names: Iterable[str]) -> None:
    for name in names:
        if name in part:
            del part[name]


def _no_properties() -> "pikepdf.Object":
    import pikepdf

    return pikepdf.Array([])


def _clean_usage(usage: "pikepdf.Object") -> None:
    """A layer of a PDF can name the people for whom it is."""
    import pikepdf

    if isinstance(usage, pikepdf.Dictionary):
        _remove(usage, ("/User",))


def _clean_picture(part: Any) -> None:
    try:
        picture = clean_jpeg(part.read_raw_bytes())
    except Damaged:
        return  # no reader program shows such a picture either
    part.write(picture, filter=part.Filter, decode_parms=part.get("/DecodeParms"))
