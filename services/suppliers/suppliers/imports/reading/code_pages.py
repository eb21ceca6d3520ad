"""The code page of a text that does not name it: spreadsheet programs use that of their country."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from suppliers.imports.reading.spellings import first_capitals, is_in_capitals, is_latin, plausibility, unity

WESTERN = "cp1252"
CANDIDATES = (
    *(WESTERN, "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874"),
    *("gb18030", "big5hkscs", "cp932", "cp949", "euc-jp"),
    *("iso8859-2", "iso8859-4", "iso8859-5", "iso8859-7", "iso8859-9", "iso8859-13", "iso8859-15", "iso8859-16"),
    *("koi8-r", "koi8-u", "cp437", "cp737", "cp775", "cp850", "cp852", "cp857", "cp862", "cp866", "cp1125"),
    *("iso8859-6", "cp720"),
    *("mac-roman", "mac-latin2", "mac-greek", "mac-turkish", "mac-cyrillic"),
)
"""What spreadsheet programs and their predecessors write."""
OF_MANY_BYTES = frozenset(
    {"gb18030", "big5hkscs", "cp932", "shift_jis_2004", "cp949", "euc-jp", "euc_jp", "euc_jis_2004"}
)
"""By each name that the detector gives them."""
TODAY = frozenset({*(name for name in CANDIDATES if name.startswith("cp125")), *OF_MANY_BYTES})
RARITY = 0.9
"""How much less likely the others are, which programs of today write only on a Mac or when they are told to."""
NEAR = 0.8
"""From this part of the best score, another reading is as likely."""
NEAR_OF_FEW = ((2, 0.25), (12, 0.6))
"""The same for up to so many bytes that are not ASCII: few letters prove little."""
NEAR_OF_MANY_BYTES = 0.2
"""The same between encodings of Chinese, Japanese and Korean: nearly all bytes are letters in each of them."""
WESTERN_NEAR = 0.75
"""From this part of the best score, the most common encoding is chosen where it is spelled as well."""
AS_WELL = 0.02
"""Two readings that differ by less are spelled as well as each other."""
LEAST_PLAUSIBLE = 0.8
LEAST_CONFIDENCE = 0.000001
NONE = "ascii"
"""What the detector answers where it knows none: letters that are not ASCII are not in it."""
MOST_RIVALS = 3
WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """`is_stated`: the caller says so; `is_assumed`: nothing proves it; `is_unsure`: it may be another one.

    `rivals` are encodings that give other letters and are as likely.
    """

    name: str
    is_assumed: bool = False
    is_unsure: bool = False
    is_stated: bool = False
    rivals: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text as an encoding gives it."""

    name: str
    text: str
    score: float
    plausible: float
    unity: float

    @property
    def is_of_today(self) -> bool:
        return self.name in TODAY

    @property
    def spelled(self) -> float:
        """From 0 to 1: how much of it is words in the alphabet of one language."""
        return self.plausible * self.unity

    def is_spelled_as_well_as(self, other: "_Reading") -> bool:
        return self.spelled >= other.spelled - AS_WELL


def likeliest(letters: bytes) -> Encoding:
    """The encoding that makes these cells words of a language, and those that do it as well."""
    readings = [
        reading
        for name, confidence in _confidences(letters).items()
        if (reading := _read(letters, name, confidence))
    ]
    if not readings:
        return Encoding(WESTERN, is_assumed=True, is_unsure=True)
    chosen = _chosen(sorted(readings, key=lambda reading: -reading.score))
    number = _evidence(letters)
    as_likely = [r for r in readings if r.text != chosen.text and _is_as_likely(r, chosen, number)]
    rivals = {r.text: r for r in sorted(as_likely, key=lambda reading: reading.name in TODAY)}  # the last counts
    ordered = sorted(rivals.values(), key=lambda reading: -reading.score)
    return Encoding(
        chosen.name,
        is_assumed=True,
        is_unsure=bool(rivals) or chosen.plausible < LEAST_PLAUSIBLE,
        rivals=tuple(reading.name for reading in ordered[:MOST_RIVALS]),
    )


def _confidences(letters: bytes, names: Sequence[str] = CANDIDATES) -> dict[str, float]:
    """That of the detector, by encoding. Those of today that it leaves out count where all others make no words."""
    from chardet import detect_all  # here, because most lists are UTF-8

    found = detect_all(
        letters, ignore_threshold=True, compat_names=False, include_encodings=(*names, NONE), no_match_encoding=NONE
    )
    known = {guess["encoding"]: guess["confidence"] for guess in found if guess["encoding"] not in (None, NONE)}
    left_out = [name for name in names if name in TODAY and name not in known and name not in OF_MANY_BYTES]
    return known | dict.fromkeys(left_out, LEAST_CONFIDENCE)


def _read(letters: bytes, name: str, confidence: float) -> _Reading | None:
    text = _decoded(letters, name)
    if text is None:
        return None
    if is_in_capitals(text):
        # The detector has learned nearly all words in small letters.
        confidence = _confidences(first_capitals(text).encode(name, "ignore"), (name,)).get(name, confidence)
    plausible, one = plausibility(text), unity(text)
    likely = confidence * (1 if name in TODAY else RARITY)
    return _Reading(name, text, likely * plausible**4 * (1 + one), plausible, one)


def _chosen(readings: Sequence[_Reading]) -> _Reading:
    """The likeliest; of Latin letters, that of today which is spelled as well, and the most common before others.

    Few letters make an old encoding likelier by chance, also many times the same few.
    """
    best = readings[0]
    if best.name not in OF_MANY_BYTES and is_latin(best.text):
        latin = [r for r in readings if r.is_of_today and r.name not in OF_MANY_BYTES and is_latin(r.text)]
        well = [r for r in latin if r.is_spelled_as_well_as(best) and r.plausible >= LEAST_PLAUSIBLE]
        best = next((r for r in well if all(r.is_spelled_as_well_as(other) for other in well)), best)
    for reading in readings:
        if reading.name == WESTERN and (
            reading.text == best.text
            or (reading.score >= WESTERN_NEAR * best.score and reading.is_spelled_as_well_as(best))
        ):
            return reading
    return best


def _is_as_likely(reading: _Reading, chosen: _Reading, number: int) -> bool:
    """Whether it is a rival of the chosen one, of so many bytes that are not ASCII."""
    near = next((part for most, part in NEAR_OF_FEW if number <= most), NEAR)
    if reading.name == WESTERN and number <= NEAR_OF_FEW[-1][0] and is_latin(reading.text):
        return reading.is_spelled_as_well_as(chosen) or reading.score >= near * chosen.score
    if {reading.name, chosen.name} <= OF_MANY_BYTES:
        near = NEAR_OF_MANY_BYTES
    elif number > NEAR_OF_FEW[-1][0] and chosen.is_of_today and reading.spelled < chosen.spelled == 1:
        return reading.is_of_today and reading.score >= near * chosen.score
    return reading.score >= near * chosen.score


def _evidence(letters: bytes) -> int:
    """How many bytes are not ASCII. A few words prove no more for standing in many cells."""
    different = sum(byte > 127 for word in set(WORD.findall(letters)) for byte in word)
    return different if different <= NEAR_OF_FEW[0][0] else sum(byte > 127 for byte in letters)


def _decoded(letters: bytes, encoding: str) -> str | None:
    try:
        return letters.decode(encoding)
    except (UnicodeError, LookupError):
        return None
