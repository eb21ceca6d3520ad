"""Copies of JPEG and PNG pictures without what cameras and programs write beside the picture.

A copy has the same pixels, because nothing is decoded: it takes over only the parts that are needed to show the
picture. Of EXIF it keeps which side is up.
"""

import re
import struct
import zlib
from collections.abc import Iterator

from dialogue.evidence.metadata.problems import Damaged
from dialogue.evidence.rules import FileTooLarge

MOST_PIXELS = 200_000_000
"""Twice what the largest cameras take. A picture of a few kilobytes can claim four thousand million."""
MOST_PROFILE = 4 << 20

JPEG_START, JPEG_END, SCAN, APP0, APP1, APP2, APP14 = 0xD8, 0xD9, 0xDA, 0xE0, 0xE1, 0xE2, 0xEE
SHAPES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start of frame, which has the size."""
CODING = SHAPES | {0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xDE, 0xDF, SCAN}
KEPT_APPS = {APP0: b"JFIF\0", APP2: b"ICC_PROFILE\0", APP14: b"Adobe"}
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
ORIENTATION = 0x0112

PNG = b"\x89PNG\r\n\x1a\n"
PNG_KEPT = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP sBIT pHYs bKGD hIST sPLT acTL fcTL fdAT cICP mDCV cLLI".split()
)


def clean_jpeg(content: bytes) -> bytes:
    """Raises Damaged, FileTooLarge."""
    kept = [b"\xff\xd8"]
    has_scan = False
    for marker, segment, scan in _segments(content):
        if marker in SHAPES:
            _check_size(*struct.unpack_from(">HH", segment, 1))
        if marker in CODING or segment.startswith(KEPT_APPS.get(marker, b"\0none")):
            kept.append(_segment(marker, segment) + scan)
        elif marker == APP1 and (side := _orientation(segment)) > 1:
            kept.append(_segment(APP1, _only_orientation(side)))
        has_scan = has_scan or marker == SCAN
    if not has_scan:
        raise Damaged
    return b"".join((*kept, b"\xff\xd9"))


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Marker, content, and for a scan the coded picture after it; what follows the end is left out."""
    place = 2
    while place + 4 <= len(content):
        if content[place] != 0xFF:
            raise Damaged
        marker = content[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
            continue
        if marker == JPEG_END:
            return
        length = int.from_bytes(content[place + 2 : place + 4], "big")
        end = place + 2 + length
        if marker < 0xC0 or length < 2 or end > len(content):
            raise Damaged
        segment = content[place + 4 : end]
        place = end
        if marker == SCAN:
            following = AFTER_SCAN.search(content, end)
            place = following.start() if following else len(content)
        yield marker, segment, content[end:place]


def _segment(marker: int, segment: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(segment) + 2) + segment


def _orientation(segment: bytes) -> int:
    """1 to 8, or 0 where the segment says nothing of it."""
    if not segment.startswith(b"Exif\0\0"):
        return 0
    tiff = segment[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    try:
        if order is None:
            return 0
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (entries,) = struct.unpack_from(order + "H", tiff, first)
        for number in range(min(entries, 500)):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * number)
            if tag == ORIENTATION:
                return int(value) if 1 <= value <= 8 else 0
    except struct.error:
        return 0
    return 0


def _only_orientation(side: int) -> bytes:
    return b"Exif\0\0MM\0\x2a\0\0\0\x08" + struct.pack(">HHHIHHI", 1, ORIENTATION, 3, 1, side, 0, 0)


def clean_png(content: bytes) -> bytes:
    """Raises Damaged, FileTooLarge."""
    kept = [PNG]
    for kind, chunk in _chunks(content):
        if kind == b"IHDR":
            _check_size(*struct.unpack_from(">II", chunk, 8))
        if kind == b"iCCP" and not _is_small_profile(chunk[8:-4]):
            continue
        if kind in PNG_KEPT:
            kept.append(chunk)
    return b"".join(kept)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Kind and the whole chunk, with its length and checksum."""
    place, kind = len(PNG), b""
    while kind != b"IEND":
        length = int.from_bytes(content[place : place + 4], "big")
        kind = content[place + 4 : place + 8]
        end = place + 12 + length
        is_first = place == len(PNG)
        if end > len(content) or is_first is not (kind == b"IHDR") or (is_first and length != 13):
            raise Damaged
        yield kind, content[place:end]
        place = end


def _is_small_profile(chunk: bytes) -> bool:
    """A profile of colours is packed, and so could be as large as anything."""
    _, _, packed = chunk.partition(b"\0")
    unpacking = zlib.decompressobj()
    try:
        unpacking.decompress(packed[1:], MOST_PROFILE)
    except zlib.error:
        return False
    return unpacking.eof


def _check_size(height: int, width: int) -> None:
    if height * width > MOST_PIXELS:
        pixels = f"{height * width // 1_000_000:,}"
        detail = f"The picture has {pixels} million pixels; at most {MOST_PIXELS // 1_000_000} million are allowed."
        raise FileTooLarge(detail, pointer="/file")
