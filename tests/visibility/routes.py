"""Every operation that the API descriptions have, and which things of a world fill its path."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from support.services import ROOT
from visibility.world import (
    WHOLE,
    ActionPoint,
    Affiliation,
    AnnualReview,
    ApiKey,
    Assignment,
    ContactPoint,
    Contract,
    ContractClause,
    Criterion,
    DataImport,
    Delivery,
    Dialogue,
    Disclosure,
    DisclosureImport,
    EquivalenceDossier,
    Evidence,
    Facility,
    Finding,
    Framework,
    Invitation,
    LabelClaim,
    LabelRequirement,
    LifeCycleCost,
    MarketObservation,
    Meeting,
    Member,
    Obligation,
    OfContract,
    Organisation,
    Person,
    Product,
    ProductQuote,
    Questionnaire,
    Spend,
    Supplier,
    SupplierLink,
    Target,
    Thing,
    World,
)

DOCUMENTS = ("gateway", "suppliers", "dialogue")
KINDS: dict[str, type[Thing]] = {
    "action_point_id": ActionPoint,
    "affiliation_id": Affiliation,
    "assignment_id": Assignment,
    "claim_id": LabelClaim,
    "clause_id": ContractClause,
    "contact_id": ContactPoint,
    "contract_id": Contract,
    "cost_id": LifeCycleCost,
    "criterion_id": Criterion,
    "data_import_id": DataImport,
    "delivery_id": Delivery,
    "dialogue_id": Dialogue,
    "disclosure_id": Disclosure,
    "equivalence_id": EquivalenceDossier,
    "evidence_id": Evidence,
    "facility_id": Facility,
    "finding_id": Finding,
    "framework_id": Framework,
    "import_id": DisclosureImport,
    "invitation_id": Invitation,
    "key_id": ApiKey,
    "link_id": SupplierLink,
    "meeting_id": Meeting,
    "member_id": Member,
    "observation_id": MarketObservation,
    "obligation_id": Obligation,
    "organisation_id": Organisation,
    "parent_contract_id": Contract,
    "product_id": Product,
    "questionnaire_id": Questionnaire,
    "quote_id": ProductQuote,
    "requirement_id": LabelRequirement,
    "review_id": AnnualReview,
    "spend_id": Spend,
    "supplier_id": Supplier,
    "target_id": Target,
}
"""The kind of thing whose id a path parameter is; a new parameter must be added here or below."""

WORDS = {
    "name": "provisions",
    "code": "human-rights-clause",
    "no": "1",
    "row": "1",
    "question_code": "Q1",
    "contract_import_id": str(uuid4()),
}
"""Path parameters that are no ids of a world's things."""

NOTHING = str(uuid4())
"""An id that nothing has."""

COLLECTIONS: dict[str, type[Thing]] = {
    f"/v1/{name}": kind
    for name, kind in {
        "action-points": ActionPoint,
        "affiliations": Affiliation,
        "annual-reviews": AnnualReview,
        "api-keys": ApiKey,
        "assignments": Assignment,
        "contact-points": ContactPoint,
        "contracts": Contract,
        "dialogues": Dialogue,
        "data-imports": DataImport,
        "disclosure-imports": DisclosureImport,
        "disclosures": Disclosure,
        "equivalence-dossiers": EquivalenceDossier,
        "evidence": Evidence,
        "facilities": Facility,
        "findings": Finding,
        "frameworks": Framework,
        "invitations": Invitation,
        "label-claims": LabelClaim,
        "market-observations": MarketObservation,
        "meetings": Meeting,
        "members": Member,
        "obligations": Obligation,
        "organisations": Organisation,
        "products": Product,
        "questionnaires": Questionnaire,
        "supplier-links": SupplierLink,
        "suppliers": Supplier,
        "targets": Target,
    }.items()
}

PARTS = {
    "/v1/findings/{finding_id}/restricted": "restricted",
    "/v1/findings/{finding_id}/release-preview": "own",
    "/v1/annual-reviews/{review_id}/agenda": "agenda",
}
"""The part of a thing that a path shows, where it is not the thing as a whole."""

QUERIES: dict[str, tuple[str, ...]] = {
    "/v1/exposures": ("finding_id",),
    "/v1/facilities": ("supplier_id",),
    "/v1/findings": ("facility_id",),
    "/v1/disclosures": ("supplier_id", "product_id"),
    "/v1/equivalence-dossiers": ("supplier_id", "product_id", "contract_id"),
    "/v1/label-claims": ("product_id",),
    "/v1/contracts": ("supplier_id", "parent_contract_id"),
    "/v1/frameworks": ("supplier_id",),
    "/v1/obligations": ("supplier_id", "contract_id"),
    "/v1/spend-totals": ("supplier_id", "contract_id"),
    "/v1/dialogues": ("supplier_id", "contract_id"),
    "/v1/action-points": ("dialogue_id",),
    "/v1/meetings": ("dialogue_id",),
    "/v1/evidence": ("dialogue_id",),
}
"""Filters by a thing: their answers tell of others as well."""

PARAMETER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Route:
    method: str
    path: str
    roles: frozenset[str] | None
    """Who may call it; None: everybody, also strangers."""
    body: Any
    """An example of its body; None where it takes none."""
    is_paged: bool

    @property
    def parameters(self) -> list[str]:
        return PARAMETER.findall(self.path)

    @property
    def part(self) -> str:
        return PARTS.get(self.path, WHOLE)

    def admits(self, person: Person) -> bool:
        return self.roles is None or not self.roles.isdisjoint(person.roles)

    def filled(self, ids: dict[str, str]) -> str:
        return PARAMETER.sub(lambda found: ids.get(found[1]) or WORDS.get(found[1]) or NOTHING, self.path)

    def targets(self, world: World) -> Iterator[tuple[Thing, dict[str, str]]]:
        """Each thing that the path can name, with the ids that it then has."""
        names = [name for name in self.parameters if name in KINDS]
        if not names:
            return
        if len(names) == 2 and not issubclass(KINDS[names[1]], OfContract | ProductQuote):
            names = names[:1]  # the second id is left to be one that nothing has
        for thing in world.all(KINDS[names[-1]]):
            if not thing.id:
                continue
            ids = {names[-1]: thing.id}
            if isinstance(thing, OfContract) and len(names) == 2:
                ids[names[0]] = thing.contract.id
            if isinstance(thing, ProductQuote):
                ids[names[0]] = thing.product.id
            yield thing, ids


@cache
def routes() -> tuple[Route, ...]:
    return tuple(
        route for name in DOCUMENTS for route in _routes(json.loads((ROOT / f"openapi/{name}.json").read_text()))
    )


def _routes(document: dict[str, Any]) -> Iterator[Route]:
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            if method not in ("get", "post", "put", "patch", "delete"):
                continue
            if unknown := set(PARAMETER.findall(path)) - KINDS.keys() - WORDS.keys():
                raise LookupError(f"{path}: say in tests/visibility/routes.py what {sorted(unknown)} stands for")
            is_public = operation.get("x-permission") == "public"
            query = {item.get("name") for item in operation.get("parameters", ()) if item.get("in") == "query"}
            yield Route(
                method=method.upper(),
                path=path,
                roles=None if is_public else frozenset(operation["x-roles"]),
                body=_example(document, operation),
                is_paged="cursor" in query,
            )


def _example(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    for example in content.get("examples", {}).values():
        while "$ref" in example:
            example = document["components"]["examples"][example["$ref"].rpartition("/")[2]]
        return example.get("value")
    return content.get("example")
