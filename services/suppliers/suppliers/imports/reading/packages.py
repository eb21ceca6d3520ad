"""The parts of a workbook: found by what refers to them, because only by habit do they have certain names."""

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.parsers import expat
from zipfile import ZipInfo

from chassis.untrusted_files.archives import Archive
from suppliers.imports.reading.problems import UnreadableList, UnsupportedList
from suppliers.imports.reading.sheets import Attributes, local, parsed

MOST_SMALL = 8 << 20
"""Bytes of a part that is held in memory as a whole."""
MOST_SHEETS = 255
USUAL = "xl/workbook.xml"
NOT_A_WORKBOOK = "This is not an Excel workbook (.xlsx)."
Element = tuple[str, Attributes]


@dataclass(frozen=True, slots=True)
class SheetPart:
    title: str
    part: ZipInfo
    is_hidden: bool


class Package:
    """The parts of an open workbook by their names, however these are written."""

    def __init__(self, archive: Archive) -> None:
        self.archive = archive
        self._parts: dict[str, ZipInfo] = {}
        for part in archive.members:
            self._parts.setdefault(_name(part.filename), part)
        self._sheets: set[str] = set()
        self._main = self._main_part()
        self._related = self._relations(self._main)
        self.since_1904 = False
        self.sheets: list[SheetPart] = []
        self._read_main()
        self.shared = self._first("/sharedStrings")
        self.styles = self._first("/styles")

    def elements(self, part: ZipInfo) -> Iterator[Element]:
        """The start of each element; raises UnreadableList where the part is too large to be one that describes."""
        found: list[Element] = []
        parser = expat.ParserCreate()
        parser.StartElementHandler = lambda name, attributes: found.append((local(name), attributes))
        for _ in parsed(self._bounded(part), parser):
            yield from found
            found.clear()

    def _bounded(self, part: ZipInfo) -> Iterator[bytes]:
        size = 0
        for piece in self.archive.pieces(part):
            size += len(piece)
            if size > MOST_SMALL:
                raise UnreadableList("This workbook is too large for a list of sites.", reason="too_large")
            yield piece

    def _main_part(self) -> str:
        target = next((t for kind, t in self._relations("").values() if kind.endswith("/officeDocument")), USUAL)
        if target not in self._parts:
            raise UnsupportedList(NOT_A_WORKBOOK)
        return target

    def _relations(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Kind and target of what a part refers to, by id; the package itself has the name ""."""
        folder, name = posixpath.split(source)
        part = self._parts.get(posixpath.join(folder, "_rels", f"{name}.rels").lower())
        if part is None:
            return {}
        return {
            given.get("Id", ""): (
                given.get("Type", ""),
                _name(posixpath.join("/" + folder, given.get("Target", ""))),
            )
            for element, given in self.elements(part)
            if element == "Relationship" and given.get("TargetMode") != "External"
        }

    def _read_main(self) -> None:
        elements = self.elements(self._parts[self._main])
        try:
            root = next(elements, ("", {}))[0]
        except expat.ExpatError as error:
            raise UnsupportedList(NOT_A_WORKBOOK) from error
        if root != "workbook":
            raise UnsupportedList(NOT_A_WORKBOOK)
        for element, given in elements:
            if element == "workbookPr":
                self.since_1904 = given.get("date1904", "") in ("1", "true")
            elif element == "sheet":
                self._add_sheet(given)

    def _add_sheet(self, given: Attributes) -> None:
        reference = next((value for name, value in given.items() if name.endswith(":id")), "")
        kind, target = self._related.get(reference, ("", ""))
        if kind.endswith("/worksheet") and target in self._parts and target not in self._sheets:
            self._sheets.add(target)
            if len(self._sheets) > MOST_SHEETS:
                raise UnreadableList(f"A workbook may have at most {MOST_SHEETS} sheets.", reason="too_large")
            is_hidden = given.get("state", "visible") != "visible"
            self.sheets.append(SheetPart(given.get("name", ""), self._parts[target], is_hidden))

    def _first(self, kind: str) -> ZipInfo | None:
        found = (self._parts.get(target) for each, target in self._related.values() if each.endswith(kind))
        return next(filter(None, found), None)


def _name(written: str) -> str:
    """The name of a part: without a slash at its start, in small letters; some programs write backslashes."""
    return posixpath.normpath("/" + written.replace("\\", "/").lstrip("/")).lstrip("/").lower()
