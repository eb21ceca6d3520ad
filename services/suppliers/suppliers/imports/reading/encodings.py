"""The encoding of a text that does not name it: spreadsheet programs use the code page of their country."""

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import BinaryIO

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ESCAPES = ((b"\x1b$)C", "iso2022_kr"), (b"\x1b$B", "iso2022_jp"), (b"\x1b$@", "iso2022_jp"))
CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("gb18030", "big5hkscs", "cp932", "cp949", "euc-jp"),
    *("iso8859-2", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-15", "koi8-r", "koi8-u"),
    *("cp437", "cp850", "cp852", "cp866", "mac-roman"),
)
"""What spreadsheet programs and their predecessors write."""
CHUNK = 1 << 20
SAMPLE = 1 << 15
"""Bytes of cells with other letters than ASCII, which are judged; the rest of a list only dilutes them."""
SEPARATORS = (b"\n", b"\t", b";")
CELL = re.compile(rb"[^,;\t\r\n\"]+")
LONGEST_CELL = 400
WORD = re.compile(r"\w[\w'’.\-]*")
NEAR = 0.8
"""From this part of the best score, another reading is as likely."""
LEAST_PLAUSIBLE = 0.8
SIGNS = frozenset("°©®™€£²³½¼µ№+=~´`^")
"""What stands in addresses and names beside letters, in any country."""
ALONE = frozenset({"GREEK", "CYRILLIC", "HEBREW", "ARABIC", "THAI", "HALFWIDTH"})
"""Scripts whose letters do not stand in one word with Latin ones."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`is_assumed`: the file does not prove it; `is_unsure`: another one gives other letters and is as likely."""

    name: str
    is_assumed: bool = False
    is_unsure: bool = False


def encoding_of(file: BinaryIO) -> Encoding:
    """By its byte-order mark; else UTF-16 or UTF-8 if all is valid; else what its letters make likely."""
    file.seek(0)
    start = file.read(CHUNK)
    for mark, encoding in MARKS:
        if start.startswith(mark):
            return Encoding(encoding)
    if wide := _wide(start):
        return Encoding(wide)
    for escape, encoding in ESCAPES:
        if escape in start and start.isascii():
            return Encoding(encoding)
    if _is_utf8(file) or _is_mostly_utf8(start):
        return Encoding("utf-8")
    return _likeliest(_letters(file))


def _wide(start: bytes) -> str | None:
    """UTF-16 without a mark: many bytes, or the other halves of most separators, are 0.

    Without many zeros the file must not be UTF-8 as well: a single zero in it is a broken cell and no encoding.
    """
    zeros = start[:4096].count(0)
    odd = start[1:4096:2].count(0)
    if zeros > len(start[:4096]) // 4:
        return "utf-16-le" if odd > zeros // 2 else "utf-16-be"
    if zeros == 0 or _is_valid(start, "utf-8"):
        return None
    separators = sum(map(start.count, SEPARATORS))
    for encoding, others in (("utf-16-le", zeros - odd), ("utf-16-be", odd)):
        wide = sum(start.count(each.decode().encode(encoding)) for each in SEPARATORS)
        if 2 * wide > separators and others * 10 <= zeros and _is_valid(start[: len(start) & ~1], encoding):
            return encoding
    return None


def _is_valid(text: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeError:
        return False
    return True


def _is_utf8(file: BinaryIO) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


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


def _likeliest(letters: bytes) -> Encoding:
    from chardet import detect_all  # here, because most lists are UTF-8

    found = detect_all(letters, ignore_threshold=True, compat_names=False, include_encodings=CANDIDATES)
    readings: list[tuple[float, float, str, str]] = []
    for guess in found:
        name = str(guess["encoding"] or "cp1252")
        text = _decoded(letters, name)
        if text is not None:
            plausible = _plausibility(text)
            readings.append((guess["confidence"] * plausible**4, plausible, name, text))
    if not readings:
        return Encoding("cp1252", is_assumed=True, is_unsure=True)
    score, plausible, name, text = max(readings, key=lambda reading: reading[0])
    rival = max((reading[0] for reading in readings if reading[3] != text), default=0.0)
    is_unsure = rival >= NEAR * score or plausible < LEAST_PLAUSIBLE
    if text == _decoded(letters, "cp1252"):
        name = "cp1252"
    elif (
        is_unsure and (western := next((r for r in readings if r[2] == "cp1252"), None)) and western[1] >= plausible
    ):
        name = "cp1252" if western[0] >= NEAR * score else name
    return Encoding(name, is_assumed=True, is_unsure=is_unsure)


def _decoded(letters: bytes, encoding: str) -> str | None:
    try:
        return letters.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _plausibility(text: str) -> float:
    """The part of the words with other letters than ASCII that could be words of a language."""
    words = [word for word in WORD.findall(text) if not word.isascii()]
    strange = sum(map(_is_strange, words)) + sum(map(_is_strange_sign, text))
    return max(0.0, 1 - strange / max(len(words), 1))


def _is_strange_sign(char: str) -> bool:
    kind = unicodedata.category(char)
    return char > "\x7f" and kind in ("Cc", "Co", "Cn", "So", "Sm", "Sk", "No") and char not in SIGNS


def _is_strange(word: str) -> bool:
    """Whether scripts are mixed in it, or a capital letter stands behind a small one."""
    scripts = {unicodedata.name(char, "?").split(" ", 1)[0] for char in word if char.isalpha()}
    if "LATIN" in scripts and (scripts & ALONE or (_has_han(scripts) and _is_mostly_latin(word))):
        return True
    if len(scripts & ALONE) > 1:
        return True
    return any(a.islower() and b.isupper() and b > "\x7f" for a, b in pairwise(word))


def _has_han(scripts: set[str]) -> bool:
    return bool(scripts & {"CJK", "HANGUL", "HIRAGANA", "KATAKANA"})


def _is_mostly_latin(word: str) -> bool:
    return 2 * sum(char.isascii() and char.islower() for char in word) > len(word)
