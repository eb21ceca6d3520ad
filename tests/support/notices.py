"""eForms notices: the real ones of `tests/suppliers/notices`, and small ones that are made for a test."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

FOLDER = Path(__file__).parents[1] / "suppliers" / "notices"
REAL = sorted(file.stem for file in FOLDER.glob("*.xml"))
NAMESPACES = (
    'xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"'
    ' xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"'
    ' xmlns:ext="urn:oasis:names:specification:ubl:schema:xsd:CommonExtensionComponents-2"'
    ' xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"'
    ' xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"'
    ' xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1"'
)
AWARD, TENDER, PRIOR = "ContractAwardNotice", "ContractNotice", "PriorInformationNotice"


def real(name: str) -> bytes:
    return (FOLDER / f"{name}.xml").read_bytes()


def expected(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text()))


def sourced(reading: Any) -> Iterator[dict[str, Any]]:
    """Every value of a reading that has a source."""
    if isinstance(reading, dict):
        if "path" in reading:
            yield reading
        for each in reading.values():
            yield from sourced(each)
    elif isinstance(reading, list):
        for each in reading:
            yield from sourced(each)


def company(reference: str, name: str, *, identifier: str = "", country: str = "BEL", **more: str) -> str:
    number = f"<cac:PartyLegalEntity><cbc:CompanyID>{identifier}</cbc:CompanyID></cac:PartyLegalEntity>"
    return (
        f"<efac:Organization>{more.get('before', '')}<efac:Company>"
        f"<cac:PartyIdentification><cbc:ID>{reference}</cbc:ID></cac:PartyIdentification>"
        f'<cac:PartyName><cbc:Name languageID="NLD">{name}</cbc:Name></cac:PartyName>'
        f"<cac:PostalAddress><cac:Country><cbc:IdentificationCode>{country}</cbc:IdentificationCode></cac:Country>"
        f"</cac:PostalAddress>{number if identifier else ''}</efac:Company></efac:Organization>"
    )


def lot(name: str = "LOT-0001", *, project: str = "", terms: str = "", process: str = "", title: str = "") -> str:
    """A lot; what is given stands inside its project, its terms and its process."""
    heading = f'<cbc:Name languageID="NLD">{title or name}</cbc:Name>'
    return (
        f'<cac:ProcurementProjectLot><cbc:ID schemeName="Lot">{name}</cbc:ID>'
        f"<cac:TenderingTerms>{terms}</cac:TenderingTerms><cac:TenderingProcess>{process}</cac:TenderingProcess>"
        f"<cac:ProcurementProject>{heading}{project}</cac:ProcurementProject></cac:ProcurementProjectLot>"
    )


def conditions(text: str, language: str = "NLD") -> str:
    """The conditions of the contract (BT-70)."""
    return (
        '<cac:ContractExecutionRequirement><cbc:ExecutionRequirementCode listName="conditions">performance'
        f'</cbc:ExecutionRequirementCode><cbc:Description languageID="{language}">{text}</cbc:Description>'
        "</cac:ContractExecutionRequirement>"
    )


def objective(code: str) -> str:
    return (
        '<cac:ProcurementAdditionalType><cbc:ProcurementTypeCode listName="social-objective">'
        f"{code}</cbc:ProcurementTypeCode></cac:ProcurementAdditionalType>"
    )


def period(start: str = "2026-03-01", end: str = "2030-02-28") -> str:
    return (
        f"<cac:PlannedPeriod><cbc:StartDate>{start}+01:00</cbc:StartDate><cbc:EndDate>{end}+01:00</cbc:EndDate>"
        "</cac:PlannedPeriod>"
    )


def result(lot_name: str, *winners: str, status: str = "selec-w") -> str:
    """The result of a lot: each winner, by its reference, made a tender of its own."""
    tenders = [f"TEN-{lot_name}-{place}" for place, _ in enumerate(winners)]
    made = "".join(f"<efac:LotTender><cbc:ID>{tender}</cbc:ID></efac:LotTender>" for tender in tenders)
    told = "".join(
        f"<efac:LotTender><cbc:ID>{tender}</cbc:ID><efac:TenderingParty><cbc:ID>TPA-{tender}</cbc:ID>"
        "</efac:TenderingParty></efac:LotTender>"
        f"<efac:TenderingParty><cbc:ID>TPA-{tender}</cbc:ID><efac:Tenderer><cbc:ID>{winner}</cbc:ID></efac:Tenderer>"
        "</efac:TenderingParty>"
        for tender, winner in zip(tenders, winners, strict=True)
    )
    return (
        f"<efac:LotResult><cbc:TenderResultCode>{status}</cbc:TenderResultCode>{made}"
        f'<efac:TenderLot><cbc:ID schemeName="Lot">{lot_name}</cbc:ID></efac:TenderLot></efac:LotResult>{told}'
    )


def notice(
    *lots: str,
    root: str = AWARD,
    form: str = "result",
    notice_id: str = "",
    version: str = "01",
    procedure: str = "",
    results: str = "",
    organisations: str = "",
    language: str = "NLD",
    before: str = "",
    declaration: str = '<?xml version="1.0" encoding="UTF-8"?>',
) -> bytes:
    """A notice with the least that one has; `before` stands between its declaration and its root."""
    outcome = f"<efac:NoticeResult>{results}</efac:NoticeResult>" if results else ""
    folder = f"<cbc:ContractFolderID>{procedure}</cbc:ContractFolderID>" if procedure else ""
    text = (
        f'{declaration}{before}<{root} xmlns="urn:oasis:names:specification:ubl:schema:xsd:{root}-2" {NAMESPACES}>'
        f"<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>{outcome}"
        f"<efac:Organizations>{company('ORG-0001', 'Stad Havenkant')}{organisations}</efac:Organizations>"
        "</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
        f'<cbc:ID schemeName="notice-id">{notice_id or uuid4()}</cbc:ID>{folder}'
        f'<cbc:VersionID>{version}</cbc:VersionID><cbc:NoticeTypeCode listName="{form}">can-standard'
        f"</cbc:NoticeTypeCode><cbc:NoticeLanguageCode>{language}</cbc:NoticeLanguageCode>"
        "<cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID></cac:PartyIdentification>"
        f"</cac:Party></cac:ContractingParty>{''.join(lots)}</{root}>"
    )
    return text.encode()


async def send_notice(
    buyer: httpx.AsyncClient, written: bytes, *, filename: str = "notice.xml", **form: Any
) -> httpx.Response:
    return await buyer.post(
        "/v1/contract-imports", files={"file": (filename, written, "application/xml")}, data=form
    )
