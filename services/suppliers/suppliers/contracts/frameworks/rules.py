"""Frameworks: who may order under them, which orders fit them, and what an order takes from its framework."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from chassis.problems import Invalid, NotFound
from suppliers.contracts.rules import ContractKind, ParentDoesNotFit, check_within

K = ContractKind
WITH_PARENT = frozenset({K.CALL_OFF, K.LOT})
ORDERED_UNDER = frozenset({K.FRAMEWORK, K.LOT})
INHERITED = ("brands", "cpv", "award_method")
"""What a call-off or lot has of its framework where it says nothing itself, beside the clauses."""


class FrameworkNotFound(NotFound):
    """There is no framework with this id under which your organisation may order."""

    title = "Framework not found"


class NotAFramework(Invalid):
    """Only a framework has `entitled_entities`: nobody orders under another contract."""

    title = "Not a framework"


class WrongCentralBody(Invalid):
    """The central body of a call-off or lot is the organisation whose framework it is a part of."""

    title = "Wrong central body"


@dataclass(frozen=True, slots=True)
class Parent:
    """A contract that another one is a part of; `days` are its first and last day."""

    owner_id: UUID
    supplier_id: UUID | None
    kind: ContractKind | None
    central_body_id: UUID | None
    days: tuple[date, date]


def check_kind(kind: ContractKind | None, *, has_parent: bool, entities: Iterable[UUID]) -> None:
    """Raises ParentDoesNotFit, NotAFramework. Only a draft has no kind yet."""
    if has_parent and kind not in WITH_PARENT:
        raise ParentDoesNotFit("Only a call_off or a lot has a parent.", pointer="/kind")
    if list(entities) and kind is not K.FRAMEWORK:
        raise NotAFramework(pointer="/entitled_entities")


def check_parent(parent: Parent, *, kind: ContractKind, supplier_id: UUID, start: date) -> None:
    """A call-off begins while its framework runs; it may end later. Raises ParentDoesNotFit, OutsideContract."""
    pointer = "/parent_contract_id"
    if parent.supplier_id != supplier_id:
        raise ParentDoesNotFit("The parent is a contract with another supplier.", pointer=pointer)
    if kind is K.CALL_OFF and parent.kind not in ORDERED_UNDER:
        raise ParentDoesNotFit("The parent of a call-off is a framework, or one of its lots.", pointer=pointer)
    if kind is K.CALL_OFF:
        check_within(start, None, parent.days, pointers=("/start", "/end"))


def central_body(parent: Parent, *, said: UUID | None, buyer_id: UUID) -> UUID | None:
    """Of a call-off or lot of this buyer; raises WrongCentralBody where another one was said."""
    known = parent.central_body_id if parent.owner_id == buyer_id else parent.owner_id
    if said is not None and said != known:
        raise WrongCentralBody(pointer="/central_body_id")
    return known


def inherited(said: Iterable[str], parent: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of the parent that the contract takes; `said` are those that were given for it."""
    given = set(said)
    return {name: parent[name] for name in INHERITED if name not in given}


def others(entities: Iterable[UUID], *, owner_id: UUID) -> list[UUID]:
    """Each organisation once, without the owner, which needs no right to order."""
    return [entity for entity in dict.fromkeys(entities) if entity != owner_id]
