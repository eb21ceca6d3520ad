"""Code lists: in three languages, and with the codes that the rules use."""

from enum import StrEnum

import pytest

from suppliers.clauses.queries import published
from suppliers.clauses.rules import ObligationType
from suppliers.code_lists.queries import code_lists
from suppliers.contacts.rules import FunctionArea
from suppliers.disclosures.rows.rules import Tier
from suppliers.facilities.rules import FacilityType
from suppliers.label_claims.rules import LabelScheme
from suppliers.products.facts.rules import Material
from suppliers.products.rules import ProductCategory
from support.cast import Cast

VOCABULARIES: dict[str, type[StrEnum]] = {
    "facility_types": FacilityType,
    "function_areas": FunctionArea,
    "label_schemes": LabelScheme,
    "materials": Material,
    "obligation_types": ObligationType,
    "product_categories": ProductCategory,
    "tiers": Tier,
}


@pytest.mark.parametrize("name", VOCABULARIES)
def test_a_list_names_every_value_of_its_vocabulary(name: str) -> None:
    assert [item.code for item in code_lists()[name].items] == [value.value for value in VOCABULARIES[name]]


@pytest.mark.parametrize("name", code_lists())
def test_every_code_is_unique_and_has_a_label_in_each_language(name: str) -> None:
    items = code_lists()[name].items
    assert len({item.code for item in items}) == len(items) > 0
    assert all(item.labels[language] for item in items for language in ("nl", "fr", "en"))


def test_every_duty_of_a_clause_is_of_a_listed_type_and_agrees_with_it() -> None:
    types = {item.code: item.attributes for item in code_lists()["obligation_types"].items}
    for clause in published().values():
        for duty in clause.duties:
            assert duty.recurrence in types[duty.type]["recurrence"].split(", ")
            assert types[duty.type]["dd_alternative"] == ("yes" if duty.dd_alternative else "no")


def test_every_practice_belongs_to_provisions_that_are_listed() -> None:
    provisions = {item.code for item in code_lists()["provisions"].items}
    for practice in code_lists()["practices"].items:
        assert set(practice.attributes["provisions"].split()) <= provisions


async def test_a_list_is_read_by_its_name(suppliers: Cast) -> None:
    reader = suppliers.supplier("0197f3a2-0000-7000-8000-000000000001")
    names = (await reader.get("/v1/code-lists")).json()["items"]
    assert {"name": "tiers", "source": code_lists()["tiers"].source} in names
    tiers = (await reader.get("/v1/code-lists/tiers")).json()
    assert tiers["items"][1] == {
        "code": "T0",
        "labels": {"nl": "eindassemblage", "fr": "assemblage final", "en": "final assembly"},
        "attributes": {},
    }
    missing = await reader.get("/v1/code-lists/none")
    assert (missing.status_code, missing.json()["code"]) == (404, "code_list_not_found")
    assert (await suppliers.anonymous.get("/v1/code-lists/tiers")).status_code == 401
