"""Reading eForms notices: what real ones say, where each value comes from, and XML that is refused."""

import re
from typing import Any

import pytest
from lxml import etree

from chassis.problems import Problem
from suppliers.contract_imports.notices.fields import GROUPS, NAMESPACES, fields
from suppliers.contract_imports.notices.reading import MOST_LOTS, read_notice
from suppliers.contract_imports.notices.safety import (
    DEEPEST,
    LONGEST_ATTRIBUTE,
    LONGEST_TEXT,
    MOST_ATTRIBUTES,
    MOST_ELEMENTS,
)
from support.notices import AWARD, PRIOR, REAL, TENDER, company, expected, lot, notice, real, result, sourced

Said = dict[str, Any] | None


def value(said: Said) -> Any:
    return said["value"] if said else None


def values(said: list[dict[str, Any]]) -> list[Any]:
    return [each["value"] for each in said]


def texts(said: list[dict[str, Any]]) -> dict[str, str] | None:
    return {each["language"]: each["value"] for each in said} or None


def amount(said: Said) -> dict[str, Any] | None:
    if said is None:
        return None
    hidden = {"withheld": True} if said["withheld"] else {}
    return {"amount": said["amount"], "currency": said["currency"], **hidden}


def duration(said: Said) -> dict[str, Any] | None:
    return {"value": said["value"], "unit": said["unit"]} if said else None


def party(said: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": texts(said["name"]),
        "id": next(iter(values(said["identifiers"])), None),
        "country": value(said["country"]),
        "city": value(said["city"]),
    }


def lot_said(said: dict[str, Any]) -> dict[str, Any]:
    """A lot in the words of the expected reading."""
    return {
        "id": said["lot"],
        "title": texts(said["title"]),
        "nature": value(said["nature"]),
        "cpv_main": value(said["cpv_main"]),
        "cpv_additional": values(said["cpv_additional"]),
        "framework": value(said["framework"]),
        "dps": value(said["dynamic_purchasing"]),
        "social_objectives": values(said["social_objectives"]),
        "strategic": values(said["strategic_goals"]),
        "environmental": values(said["environmental_goals"]),
        "innovation": values(said["innovation_goals"]),
        "start": value(said["start"]),
        "end": value(said["end"]),
        "duration": duration(said["duration"]),
        "duration_other": value(said["duration_code"]),
        "renewals_max": said["renewals_maximum"]["text"] if said["renewals_maximum"] else None,
        "estimated_value": amount(said["estimated_value"]),
        "framework_max": amount(said["framework_maximum"]),
        "performance_terms": texts(said["performance_terms"]),
        "subcontracting_obligation": value(said["subcontracting_obligation"]),
    }


@pytest.mark.parametrize("name", REAL)
def test_the_head_the_buyers_and_the_lots_of_a_real_notice(name: str) -> None:
    read, known = read_notice(real(name)), expected(name)
    head = read["notice"]
    assert {field: value(head[field]) for field in ("publication_number", "notice_id", "notice_version")} == {
        field: known[field] for field in ("publication_number", "notice_id", "notice_version")
    }
    for mine, theirs in {
        "published_on": "publication_date",
        "procedure_id": "procedure_id",
        "dispatched_on": "dispatch_date",
        "form_type": "form_type",
        "notice_type": "notice_type",
        "notice_subtype": "notice_subtype",
        "changed_notice": "changes_notice",
        "internal_id": "internal_id",
        "nature": "nature",
        "cpv_main": "cpv_main",
    }.items():
        assert value(head[mine]) == known[theirs], mine
    assert texts(head["title"]) == known["title"]
    assert values(head["cpv_additional"]) == known["cpv_additional"]
    assert amount(head["estimated_value"]) == known["estimated_value"]
    assert amount(head["framework_maximum"]) == known["framework_max"]
    assert amount(head["total_value"]) == known.get("total_value")
    assert amount(head["total_framework_maximum"]) == known.get("total_framework_max")
    assert sorted(set(values(head["withheld_fields"]))) == known["withheld_fields"]
    assert [value(head["language"]), *values(head["further_languages"])] == known["languages"]
    assert [party(buyer) for buyer in read["buyers"]] == known["buyers"]
    assert [lot_said(each) for each in read["lots"]] == known["lots"]


@pytest.mark.parametrize("name", REAL)
def test_the_results_of_a_real_notice(name: str) -> None:
    lots = {each["lot"]: each for each in read_notice(real(name))["lots"]}
    for known in expected(name).get("results") or []:
        said = lots[known["lot"]]
        assert value(said["winner_status"]) == known["status"]
        assert amount(said["result_framework_maximum"]) == known["framework_max"]
        for mine, theirs in zip(said["tenders"], known["tenders"], strict=True):
            assert value(mine["tender"]) == theirs["id"]
            assert amount(mine["value"]) == theirs["value"]
            assert (mine["rank"]["text"] if mine["rank"] else None) == theirs["rank"]
            assert value(mine["subcontracting"]) == theirs["subcontracting"]
        winners = {(each["id"], each["country"]) for theirs in known["tenders"] for each in theirs["winners"]}
        assert {(party(each)["id"], party(each)["country"]) for each in said["winners"]} == winners
        for mine, theirs in zip(said["contracts"], known["contracts"], strict=True):
            assert value(mine["contract"]) == theirs["id"]
            assert value(mine["reference"]) == theirs["reference"]
            assert (value(mine["concluded_on"]), value(mine["decided_on"])) == (
                theirs["concluded"],
                theirs["decided"],
            )
            assert values(mine["tenders"]) == theirs["tenders"]


@pytest.mark.parametrize("name", REAL)
def test_every_value_names_the_place_where_its_text_stands(name: str) -> None:
    root, read = etree.fromstring(real(name)), read_notice(real(name))
    checked = 0
    for said in sourced(read):
        (found,) = root.xpath(said["path"], namespaces=NAMESPACES)
        text = "".join(found.itertext()) if etree.iselement(found) else str(found)
        assert text.strip() == said["text"], said["path"]
        checked += 1
    assert checked > 30


def test_every_field_lies_below_the_elements_of_its_group() -> None:
    assert set(fields()) == set(GROUPS)
    for group in fields().values():
        assert group
        assert all(re.match(r"\./(?!\*/)", field.xpath) for field in group), group


def test_what_a_notice_lacks_is_null_and_not_invented() -> None:
    (said,) = read_notice(notice(lot()))["lots"]
    stated = {name for name, each in said.items() if each not in (None, [])}
    assert stated == {"lot", "title"}


def test_a_withheld_amount_and_an_unknown_text_are_null() -> None:
    project = (
        '<cac:RequestedTenderTotal><cbc:EstimatedOverallContractAmount currencyID="unpublished">-1'
        "</cbc:EstimatedOverallContractAmount></cac:RequestedTenderTotal>"
        "<cac:PlannedPeriod><cbc:StartDate>1 March</cbc:StartDate></cac:PlannedPeriod>"
        "<cac:ContractExtension><cbc:MaximumNumberNumeric>many</cbc:MaximumNumberNumeric></cac:ContractExtension>"
    )
    (said,) = read_notice(notice(lot(project=project)))["lots"]
    assert amount(said["estimated_value"]) == {"amount": None, "currency": None, "withheld": True}
    assert (said["start"]["value"], said["start"]["text"]) == (None, "1 March")
    assert (said["renewals_maximum"]["value"], said["renewals_maximum"]["text"]) == (None, "many")


def test_comments_and_sections_of_characters_are_part_of_no_value() -> None:
    written = notice(lot(title="Laptops <!-- and desks --><![CDATA[& docks]]>"))
    (said,) = read_notice(written)["lots"]
    assert values(said["title"]) == ["Laptops & docks"]


def test_the_name_of_a_private_person_is_not_kept() -> None:
    before = "<efbc:NaturalPersonIndicator>true</efbc:NaturalPersonIndicator>"
    person = company("ORG-0002", "Somebody", identifier="0461.145.522", before=before)
    (said,) = read_notice(notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=person))["lots"]
    (winner,) = said["winners"]
    assert party(winner) == {"name": None, "id": None, "country": "BEL", "city": None}
    assert winner["natural_person"]["value"] is True


def test_a_reference_to_nothing_gives_nothing() -> None:
    (said,) = read_notice(notice(lot(), results=result("LOT-0001", "ORG-0404")))["lots"]
    (winner,) = said["winners"]
    assert (winner["reference"]["value"], winner["name"], winner["country"]) == ("ORG-0404", [], None)


GOOD = notice(lot())
LAUGHS = (
    "<!DOCTYPE lolz ["
    + '<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {name} "&{before};&{before};&{before};">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
REFUSED: dict[str, tuple[bytes, str, str | None]] = {
    "nothing": (b"", "unreadable_notice", "empty"),
    "blanks": (b" \n", "unreadable_notice", "empty"),
    "a PDF": (b"%PDF-1.7\n", "not_xml", None),
    "a zip file": (b"PK\x03\x04\xff\xfe", "not_xml", None),
    "JSON": (b'{"notice": 1}', "not_xml", None),
    "entities in entities": (notice(lot(title="&i;"), before=LAUGHS), "unsafe_notice", "document_type"),
    "an external entity": (notice(lot(title="&x;"), before=OUTSIDE), "unsafe_notice", "document_type"),
    "a document type": (notice(lot(), before="<!DOCTYPE a>"), "unsafe_notice", "document_type"),
    "a document type elsewhere": (
        notice(lot(), before='<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">'),
        "unsafe_notice",
        "document_type",
    ),
    "a parameter entity": (
        notice(lot(), before='<!DOCTYPE a [<!ENTITY % x SYSTEM "http://192.0.2.1/x"> %x;]>'),
        "unsafe_notice",
        "document_type",
    ),
    "another document by XInclude": (
        notice(lot(project='<i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/hostname"/>')),
        "unsafe_notice",
        "external_reference",
    ),
    "an unknown entity": (notice(lot(title="&x;")), "unreadable_notice", "not_well_formed"),
    "UTF-16": (GOOD.decode().replace("UTF-8", "UTF-16").encode("utf-16"), "unsafe_notice", "encoding"),
    "UTF-32 without a mark": (GOOD.decode().encode("utf-32-be"), "unsafe_notice", "encoding"),
    "another declared encoding": (
        notice(lot(), declaration='<?xml version="1.0" encoding="ISO-8859-1"?>'),
        "unsafe_notice",
        "encoding",
    ),
    "UTF-7": (notice(lot(), declaration='<?xml version="1.0" encoding="UTF-7"?>'), "unsafe_notice", "encoding"),
    "Latin letters that are not UTF-8": (
        notice(lot(title="é")).replace(b"\xc3\xa9", b"\xe9"),
        "unsafe_notice",
        "encoding",
    ),
    "deep": (notice(lot(project="<a>" * 200 + "</a>" * 200)), "unsafe_notice", "too_deep"),
    "very deep": (b"<a>" * 200_000, "unsafe_notice", "too_deep"),
    "many elements": (notice(lot(project="<a/>" * (MOST_ELEMENTS + 1))), "unsafe_notice", "too_many_elements"),
    "many attributes": (
        notice(lot(project="<a " + " ".join(f'b{n}=""' for n in range(MOST_ATTRIBUTES + 1)) + "/>")),
        "unsafe_notice",
        "too_many_attributes",
    ),
    "a long attribute": (notice(lot(project=f'<a b="{"x" * LONGEST_ATTRIBUTE}"/>')), "unsafe_notice", "too_long"),
    "a long text": (notice(lot(title="x" * (LONGEST_TEXT + 1))), "unsafe_notice", "too_long"),
    "half a notice": (GOOD[:-20], "unreadable_notice", "not_well_formed"),
    "two roots": (GOOD + b"<a/>", "unreadable_notice", "not_well_formed"),
    "a NUL": (notice(lot(title="a\x00b")), "unreadable_notice", "not_well_formed"),
    "an unbound prefix": (notice(lot(project="<unbound:a/>")), "unreadable_notice", "not_well_formed"),
    "a web page": (b"<html><body/></html>", "unreadable_notice", "other_document"),
    "a notice before eForms": (b"<TED_EXPORT/>", "unreadable_notice", "other_document"),
    "a notice in another namespace": (
        GOOD.replace(b"ContractAwardNotice-2", b"Invoice-2"),
        "unreadable_notice",
        "other_document",
    ),
    "no lot": (notice(), "unreadable_notice", "incomplete"),
    "a part of a prior notice": (notice(lot()).replace(b'"Lot"', b'"Part"'), "unreadable_notice", "incomplete"),
    "no identifier": (GOOD.replace(b"notice-id", b"other-id"), "unreadable_notice", "incomplete"),
    "too many lots": (
        notice(*(lot(f"LOT-{n}") for n in range(MOST_LOTS + 1))),
        "unreadable_notice",
        "too_many_lots",
    ),
    "a prior information notice": (notice(lot(), root=PRIOR, form="planning"), "nothing_to_import", None),
    "a planning form": (notice(lot(), root=TENDER, form="planning"), "nothing_to_import", None),
    "a consultation": (notice(lot(), root=TENDER, form="consultation"), "nothing_to_import", None),
    "a completion": (notice(lot(), root=AWARD, form="completion"), "nothing_to_import", None),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_read(name: str) -> None:
    written, code, reason = REFUSED[name]
    with pytest.raises(Problem) as refused:
        read_notice(written)
    assert (refused.value.code(), refused.value.extensions.get("reason")) == (code, reason)
    assert refused.value.errors[0].pointer == "/file"


def test_depth_and_lengths_up_to_the_limits_are_read() -> None:
    inner = DEEPEST - 3
    project = "<a>" * inner + "</a>" * inner + f'<b c="{"x" * (LONGEST_ATTRIBUTE - 1)}"/>'
    (said,) = read_notice(notice(lot(project=project, title="x" * LONGEST_TEXT)))["lots"]
    assert len(said["title"][0]["value"]) == LONGEST_TEXT


@pytest.mark.parametrize("form", ["competition", "result", "dir-awa-pre", "cont-modif"])
def test_forms_with_contracts_are_read(form: str) -> None:
    assert len(read_notice(notice(lot(), form=form))["lots"]) == 1


def test_a_byte_order_mark_and_no_declaration_are_fine() -> None:
    assert read_notice(b"\xef\xbb\xbf" + notice(lot(), declaration=""))["lots"]
