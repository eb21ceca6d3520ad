"""Reading an eForms notice: its head, buyers, and lots with their tenders, winners and contracts.

It runs in the process that reads one file, so what it imports is loaded there and not in the service.
"""

import json
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from suppliers.contract_imports.notices.problems import NothingToImport, NotXml, UnreadableNotice, UnsafeNotice
from suppliers.contract_imports.notices.safety import FILE, check_safety

REFUSALS = (UnsafeNotice, UnreadableNotice, NothingToImport, NotXml)

NOTICES = {
    "{urn:oasis:names:specification:ubl:schema:xsd:ContractNotice-2}ContractNotice",
    "{urn:oasis:names:specification:ubl:schema:xsd:ContractAwardNotice-2}ContractAwardNotice",
}
PRIOR = "{urn:oasis:names:specification:ubl:schema:xsd:PriorInformationNotice-2}PriorInformationNotice"
FORMS = ("competition", "result", "dir-awa-pre", "cont-modif")
"""Kinds of forms (BT-03) whose lots become contracts."""
MOST_LOTS = 200
LONGEST_ID = 100
IDENTITY = ("notice_id", "notice_version", "procedure_id", "publication_number", "form_type", "notice_type")


def write_reading(file: BinaryIO, result: BinaryIO) -> Mapping[str, Any]:
    """Write what a notice says, as JSON; returns how many lots it has. Raises the problems of `REFUSALS`."""
    notice = read_notice(file.read())
    result.write(json.dumps(notice, ensure_ascii=False).encode())
    return {"lots": len(notice["lots"])}


def read_notice(written: bytes) -> dict[str, Any]:
    """Raises UnsafeNotice, UnreadableNotice, NothingToImport, NotXml."""
    check_safety(written)
    from suppliers.contract_imports.notices.documents import NoticeDocument, parsed  # loads lxml

    root = parsed(written)
    _check_kind(root.tag)
    document = NoticeDocument(root)
    head = document.read("notice", root)
    _check_form(head)
    return _Notice(document, head).all()


def _check_kind(tag: str) -> None:
    """Raises NothingToImport, UnreadableNotice."""
    if tag == PRIOR:
        raise NothingToImport("A prior information notice announces no contract yet.", pointer=FILE)
    if tag not in NOTICES:
        name = tag.rpartition("}")[2][:60]
        detail = f"The file begins with <{name}>, which is not an eForms contract notice or contract award notice."
        if name == "TED_EXPORT":
            detail += " It has the form of notices before eForms, which is not read."
        raise UnreadableNotice(detail, reason="other_document", pointer=FILE)


def _check_form(head: Mapping[str, Any]) -> None:
    """Raises NothingToImport, UnreadableNotice."""
    form = head["form_type"]
    if form is not None and form["value"] not in FORMS:
        kind = f"{form['value']}, {head['notice_type']['value']}" if head["notice_type"] else form["value"]
        detail = f"The form type of this notice is {kind[:80]}. Form types that are read: {', '.join(FORMS)}."
        raise NothingToImport(detail, pointer=FILE)
    if head["notice_id"] is None:
        raise UnreadableNotice("The notice has no identifier (BT-701).", reason="incomplete", pointer=FILE)
    for name in IDENTITY:
        if head[name] and len(head[name]["value"]) > LONGEST_ID:
            detail = f"The field {head[name]['eforms_field']} has more than {LONGEST_ID} characters."
            raise UnreadableNotice(detail, reason="incomplete", pointer=FILE)


def _said(value: Mapping[str, Any] | None) -> str | None:
    return value["value"] if value else None


class _Notice:
    """Follows the references inside one notice: result, tender, tendering party, organisation."""

    def __init__(self, document: Any, head: dict[str, Any]) -> None:
        self._document = document
        self._head = head
        self._organisations = self._by("organisation", "reference")
        self._tenders = self._by("tender", "tender")
        self._parties = self._by("party", "party")
        self._contracts = self._by("contract", "contract")

    def _by(self, group: str, key: str) -> dict[str, tuple[Any, dict[str, Any]]]:
        """The elements of a group and what they say, by the id that references use."""
        found: dict[str, tuple[Any, dict[str, Any]]] = {}
        for element in self._document.elements(group):
            read = self._document.read(group, element)
            if name := _said(read[key]):
                found.setdefault(name, (element, read))
        return found

    def all(self) -> dict[str, Any]:
        """Raises UnreadableNotice."""
        elements = self._document.elements("lot")
        if not elements:
            raise UnreadableNotice("The notice has no lot.", reason="incomplete", pointer=FILE)
        if len(elements) > MOST_LOTS:
            detail = f"The notice has {len(elements)} lots; at most {MOST_LOTS} are imported."
            raise UnreadableNotice(detail, reason="too_many_lots", pointer=FILE)
        return {"notice": self._head, "buyers": self._buyers(), "lots": self._lots(elements)}

    def _buyers(self) -> list[dict[str, Any]]:
        buyers = []
        for element in self._document.elements("buyer"):
            read = self._document.read("buyer", element)
            if name := _said(read["reference"]):
                buyers.append({**self._organisation(name), **read})
        return buyers

    def _organisation(self, reference: str) -> dict[str, Any]:
        """What a notice says of an organisation; of a private person nothing but the country is kept."""
        _, read = self._organisations.get(reference) or (None, self._nobody())
        if read["natural_person"] and read["natural_person"]["value"]:
            return {**read, "name": [], "identifiers": [], "city": None}
        return read

    def _nobody(self) -> dict[str, Any]:
        """An organisation to which the notice refers, and which it does not describe."""
        from suppliers.contract_imports.notices.fields import fields

        return {field.name: [] if field.is_list else None for field in fields()["organisation"]}

    def _lots(self, elements: Sequence[Any]) -> list[dict[str, Any]]:
        results: dict[str, list[dict[str, Any]]] = {}
        for element in self._document.elements("result"):
            read = self._document.read("result", element)
            results.setdefault(_said(read["lot"]) or "", []).append(read)
        lots: dict[str, dict[str, Any]] = {}
        for place, element in enumerate(elements, 1):
            read = self._document.read("lot", element)
            name = (_said(read["lot"]) or f"#{place}")[:LONGEST_ID]
            lots.setdefault(name, {**read, "lot": name, **self._result(results.get(name, []))})
        return list(lots.values())

    def _result(self, results: Sequence[dict[str, Any]]) -> dict[str, Any]:
        """A lot may have several results; their tenders and contracts are taken together."""
        tenders = _names(results, "tenders")
        contracts = _names(results, "contracts")
        said_tenders = [self._tender(name) for name in tenders if name in self._tenders]
        return {
            "winner_status": next((each["winner_status"] for each in results if each["winner_status"]), None),
            "result_framework_maximum": next(
                (each["result_framework_maximum"] for each in results if each["result_framework_maximum"]), None
            ),
            "tenders": said_tenders,
            "contracts": [self._contracts[name][1] for name in contracts if name in self._contracts],
            "winners": self._winners(tenders, contracts),
        }

    def _tender(self, name: str) -> dict[str, Any]:
        _, read = self._tenders[name]
        _, party = self._parties.get(_said(read["party"]) or "", (None, {"subcontractors": []}))
        return {**read, "subcontractors": [self._organisation(each["value"]) for each in party["subcontractors"]]}

    def _winners(self, tenders: Sequence[str], contracts: Sequence[str]) -> list[dict[str, Any]]:
        """The organisations that made these tenders, each once."""
        agreed = {
            each["value"]
            for name in contracts
            if name in self._contracts
            for each in self._contracts[name][1]["tenders"]
        }
        winners: dict[str, dict[str, Any]] = {}
        for tender in tenders:
            _, read = self._tenders.get(tender, (None, {"party": None}))
            party, _ = self._parties.get(_said(read["party"]) or "", (None, None))
            for element in self._document.elements("tenderer", party) if party is not None else ():
                member = self._document.read("tenderer", element)
                if name := _said(member["organisation"]):
                    winner = winners.setdefault(
                        name,
                        {
                            **self._organisation(name),
                            "reference": member["organisation"],
                            "group_lead": member["group_lead"],
                            "tenders": [],
                            "has_contract": False,
                        },
                    )
                    winner["tenders"].append(tender)
                    winner["has_contract"] = winner["has_contract"] or tender in agreed
        return list(winners.values())


def _names(results: Sequence[dict[str, Any]], field: str) -> list[str]:
    return list(dict.fromkeys(each["value"] for result in results for each in result[field]))
