"""The encoding of a text: what the caller states, what the file proves, or what its letters make likely."""

import codecs
import re
from typing import BinaryIO

from suppliers.imports.reading.code_pages import CANDIDATES, Encoding, likeliest
from suppliers.imports.reading.problems import EncodingNotFit, UnknownEncoding

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
STATED = {
    codecs.lookup(name).name: name
    for name in (
        *("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "ascii"),
        *CANDIDATES,
        *(
            "iso8859-1",
            "iso8859-3",
            "iso8859-6",
            "iso8859-8",
            "iso8859-10",
            "iso8859-14",
            "koi8-t",
            "kz1048",
            "ptcp154",
        ),
        *(
            "gbk",
            "gb2312",
            "big5",
            "shift_jis",
            "shift_jisx0213",
            "euc_kr",
            "iso2022_jp",
            "iso2022_kr",
            "johab",
            "tis-620",
        ),
        *("mac-croatian", "mac-iceland", "mac-romanian", "cp720", "cp855", "cp860", "cp861", "cp862", "cp863"),
        *("cp864", "cp865", "cp869", "cp858", "hz", "utf-7", "iso2022_jp_ext"),
    )
}
"""By its name in Python: the name of each encoding that a caller may state, as answers write it."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:\- ]{0,39}")
SHIFT = re.compile(rb"\+[A-Za-z0-9+/]{3}|~\{")
"""What stands in a text of UTF-7 or HZ, which is all ASCII, before other letters."""
SHIFTING = ("utf-7", "hz")
ESCAPES = (
    (b"\x1b(I", "iso2022_jp_ext"),
    (b"\x1b$)C", "iso2022_kr"),
    (b"\x1b$B", "iso2022_jp"),
    (b"\x1b$@", "iso2022_jp"),
)
CHUNK = 1 << 20
SAMPLE = 1 << 15
"""Bytes of cells with other letters than ASCII, which are judged; the rest of a list only dilutes them."""
CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
SEPARATORS = (b"\n", b"\t", b";")
CELL = re.compile(rb"[^,;\t\r\n\"]+")
LONGEST_CELL = 400


def known_encoding(written: str) -> str:
    """The name of an encoding that a caller may state, as answers write it; raises UnknownEncoding."""
    try:
        name = codecs.lookup(written.strip()).name if NAME.fullmatch(written.strip()) else ""
    except LookupError:
        name = ""
    if name not in STATED:
        raise UnknownEncoding(pointer="/encoding")
    return STATED[name]


def stated_encoding(file: BinaryIO, name: str) -> Encoding:
    """That which the caller states. Where the file is UTF-8 as well, UTF-8 is a rival.

    Raises EncodingNotFit where the file has a mark of another one, or bytes that this one does not have.
    """
    mark, rivals = _marked(file), tuple[str, ...]()
    if mark and _family(mark) != _family(name):
        raise EncodingNotFit(f"The file begins with the mark of {mark}.", pointer="/encoding")
    if (line := _broken_line(file, mark or name)) is not None:
        raise EncodingNotFit(f"Line {line} has bytes that are no text in {name}.", pointer="/encoding")
    if not name.startswith("utf") and _letters(file) and _broken_line(file, "utf-8") is None:
        rivals = ("utf-8",)
    return Encoding(mark or name, is_unsure=bool(rivals), is_stated=True, rivals=rivals)


def _marked(file: BinaryIO) -> str | None:
    file.seek(0)
    start = file.read(4)
    return next((encoding for mark, encoding in MARKS if start.startswith(mark)), None)


def _family(name: str) -> str:
    """UTF-8 or UTF-16 with and without a mark, and with either order of bytes, are of one kind."""
    return name.removesuffix("-sig").removesuffix("-le").removesuffix("-be")


def encoding_of(file: BinaryIO) -> Encoding:
    """By its byte-order mark; else UTF-16 or UTF-8 if all is valid; else what its letters make likely."""
    if mark := _marked(file):
        return Encoding(mark)
    file.seek(0)
    start = file.read(CHUNK)
    if wide := _wide(start):
        return Encoding(wide)
    for escape, encoding in ESCAPES:
        if escape in start and start.isascii():
            return Encoding(encoding)
    if shifted := _shifted(file, start):
        return Encoding(shifted, is_assumed=True, is_unsure=True, rivals=("utf-8",))
    if _broken_line(file, "utf-8") is None or _is_mostly_utf8(start):
        return Encoding("utf-8")
    return likeliest(_letters(file))


def _shifted(file: BinaryIO, start: bytes) -> str | None:
    """UTF-7 or HZ, where lines at the start of the file say something in it that they do not say as they stand.

    Lines and not cells: what separates cells may stand inside of shifted letters.
    """
    from chardet import detect  # here, because few lists have such cells

    lines = [line for line in start.splitlines() if SHIFT.search(line)] if start.isascii() else []
    if not lines:
        return None
    sample = b"\n".join(lines)[:SAMPLE]
    found = str(detect(sample, compat_names=False, include_encodings=(*SHIFTING, "ascii"))["encoding"]).lower()
    is_valid = found in SHIFTING and _broken_line(file, "ascii") is None and _broken_line(file, found) is None
    return found if is_valid else None


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: many bytes, or the other halves of most separators, are 0.

    Without many zeros the file must not be UTF-8 as well: a single zero in it is a broken cell and no encoding. The
    halves of Cyrillic letters are UTF-8 as well, but control characters.
    """
    zeros = start[:4096].count(0)
    odd = start[1:4096:2].count(0)
    if zeros > len(start[:4096]) // 4:
        return "utf-16-le" if odd > zeros // 2 else "utf-16-be"
    if zeros == 0 or (_is_valid(start, "utf-8") and _controls(start) * 20 < len(start)):
        return None
    separators = sum(map(start.count, SEPARATORS))
    for encoding, others in (("utf-16-le", zeros - odd), ("utf-16-be", odd)):
        wide = sum(start.count(each.decode().encode(encoding)) for each in SEPARATORS)
        if 2 * wide > separators and others * 10 <= zeros and _is_valid(start[: len(start) & ~1], encoding):
            return encoding
    return None


def _controls(text: bytes) -> int:
    return len(text) - len(text.translate(None, CONTROLS))


def _is_valid(text: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeError:
        return False
    return True


def _broken_line(file: BinaryIO, encoding: str) -> int | None:
    """The first line that is not valid in an encoding; None where all are."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            line += decoder.decode(chunk).count("\n")
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        broken = error.object[: error.start] if isinstance(error, UnicodeDecodeError) else b""
        return line + broken.count(b"\n")
    return None


def _is_mostly_utf8(start: bytes) -> bool:
    """Whether it is UTF-8 with a few broken letters: in any other encoding, all its accents would be wrong."""
    special = [char for char in start.decode("utf-8", "surrogateescape") if char > "\x7f"]
    broken = sum("\udc80" <= char <= "\udcff" for char in special)
    return len(special) > 4 * broken


def _letters(file: BinaryIO) -> bytes:
    """The first different cells with letters that are not ASCII, from the whole file."""
    cells: dict[bytes, None] = {}
    size = 0
    file.seek(0)
    while (chunk := file.read(CHUNK)) and size < SAMPLE:
        for cell in CELL.findall(chunk):
            if len(cell) <= LONGEST_CELL and size < SAMPLE and not cell.isascii() and cell not in cells:
                cells[cell] = None
                size += len(cell)
    return b"\n".join(cells)
