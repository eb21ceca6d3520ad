"""The fields of eForms notices that are read, from `data/fields.csv`."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

NAMESPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
    "ext": "urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2",
    "efac": "http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1",
    "efbc": "http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1",
    "efext": "http://data.europa.eu/p27/eforms-ubl-extensions/1",
}
PREFIXES = {namespace: prefix for prefix, namespace in NAMESPACES.items()}

_EXTENSION = "/*/ext:UBLExtensions/ext:UBLExtension/ext:ExtensionContent/efext:EformsExtension"
_RESULT = f"{_EXTENSION}/efac:NoticeResult"
GROUPS = {
    "notice": "/*",
    "buyer": "/*/cac:ContractingParty",
    "organisation": f"{_EXTENSION}/efac:Organizations/efac:Organization",
    "lot": "/*/cac:ProcurementProjectLot[cbc:ID/@schemeName='Lot']",
    "result": f"{_RESULT}/efac:LotResult",
    "tender": f"{_RESULT}/efac:LotTender",
    "party": f"{_RESULT}/efac:TenderingParty",
    "tenderer": f"{_RESULT}/efac:TenderingParty/efac:Tenderer",
    "contract": f"{_RESULT}/efac:SettledContract",
}
"""The elements to which the fields of a group belong; XPaths of the same source as the fields."""


@dataclass(frozen=True, slots=True)
class NoticeField:
    """A field: its name here and in eForms, how its text is read, and its place below the element of its group."""

    name: str
    eforms_field: str
    kind: str
    is_list: bool
    xpath: str


@cache
def fields() -> Mapping[str, tuple[NoticeField, ...]]:
    """The fields of each group, in the order of the file."""
    sheet = files("suppliers.contract_imports.notices").joinpath("data", "fields.csv").read_text(encoding="utf-8")
    found: dict[str, list[NoticeField]] = {group: [] for group in GROUPS}
    for row in csv.DictReader(sheet.splitlines()):
        found[row["group"]].append(
            NoticeField(
                name=row["name"],
                eforms_field=row["eforms_field"],
                kind=row["kind"],
                is_list=row["many"] == "yes",
                xpath=f".{row['xpath'].removeprefix(GROUPS[row['group']])}",
            )
        )
    return {group: tuple(each) for group, each in found.items()}
