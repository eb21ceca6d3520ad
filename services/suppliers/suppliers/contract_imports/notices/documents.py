"""A notice as a tree: its fields with their values, each with the place and the text that it was read from."""

from functools import cache
from typing import Any

from lxml import etree

from suppliers.contract_imports.notices.fields import GROUPS, NAMESPACES, PREFIXES, NoticeField, fields
from suppliers.contract_imports.notices.problems import UnreadableNotice
from suppliers.contract_imports.notices.safety import FILE
from suppliers.contract_imports.notices.values import READERS

Element = Any
"""lxml has no types."""


def parsed(written: bytes) -> Element:
    """The root element, without comments; nothing is fetched or expanded. Raises UnreadableNotice."""
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(written, parser)
    except etree.XMLSyntaxError as error:
        detail = f"The file is not well-formed XML: {error.msg}"[:500]
        raise UnreadableNotice(detail, reason="not_well_formed", pointer=FILE) from None


@cache
def _compiled(xpath: str) -> Any:
    return etree.XPath(xpath, namespaces=NAMESPACES)


class NoticeDocument:
    """Reads the groups of fields of one notice."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self._places: dict[Element, str] = {}

    def elements(self, group: str, below: Element | None = None) -> list[Element]:
        """The elements of a group, in the order of the notice; `below` are those inside this element."""
        xpath = GROUPS[group] if below is None else f"./{GROUPS[group].rpartition('/')[2]}"
        return list(_compiled(xpath)(self.root if below is None else below))

    def read(self, group: str, element: Element) -> dict[str, Any]:
        """Every field of the group by its name: a value, a list of values, or null where the notice lacks it."""
        return {field.name: self._field(field, element) for field in fields()[group]}

    def _field(self, field: NoticeField, element: Element) -> Any:
        found = _compiled(field.xpath)(element)
        values = [value for each in found if (value := self._value(field, each)) is not None]
        return values if field.is_list else next(iter(values), None)

    def _value(self, field: NoticeField, found: Any) -> dict[str, Any] | None:
        """The value of an element or attribute; one without a text says nothing."""
        if etree.iselement(found):
            text, path, attributes = "".join(found.itertext()).strip(), self.path(found), dict(found.attrib)
        else:
            text, path = str(found).strip(), f"{self.path(found.getparent())}/@{found.attrname}"
            attributes = {}
        if not text:
            return None
        return {
            "eforms_field": field.eforms_field,
            "path": path,
            "text": text,
            **READERS[field.kind](text, attributes),
        }

    def path(self, element: Element) -> str:
        """The XPath of this one element, with the prefixes of `NAMESPACES`."""
        parent = element.getparent()
        if parent is None:
            return "/*"
        if element not in self._places:
            self._place_children(parent)
        return self._places[element]

    def _place_children(self, parent: Element) -> None:
        """All at once: counting the elements before each one would take the square of their number."""
        before, counts = self.path(parent), dict[str, int]()
        for child in parent:
            counts[child.tag] = counts.get(child.tag, 0) + 1
            name = etree.QName(child)
            prefix = PREFIXES.get(name.namespace or "")
            step = f"{prefix}:{name.localname}" if prefix else f"*[local-name()='{name.localname}']"
            self._places[child] = f"{before}/{step}[{counts[child.tag]}]"
