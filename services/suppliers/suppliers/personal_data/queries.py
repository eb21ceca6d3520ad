"""Finding what a buyer has about a person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Text, cast, false, func, literal, or_
from sqlalchemy import select as select_columns
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.folded_text import folded
from chassis.listing import Clause, binds
from chassis.rows import find
from suppliers import visibility
from suppliers.data_imports.retention.rules import ABOUT_PEOPLE, UNSETTLED
from suppliers.data_imports.rules import DataRowNotFound
from suppliers.links import queries as link_queries
from suppliers.personal_data.rules import Mention
from suppliers.tables import (
    ContactPoint,
    Contract,
    ContractClause,
    ContractCriterion,
    ContractImport,
    ContractImportLot,
    ContractImportWinner,
    DataImport,
    DataImportRow,
    Disclosure,
    DisclosureAcceptance,
    DisclosureImport,
    EquivalenceDecisionRow,
    EquivalenceDossier,
    Escalation,
    ImportRow,
    LabelRequirement,
    LabelVerification,
    LifeCycleCost,
    MarketObservation,
    Obligation,
    ProductQuote,
    Supplier,
    Target,
    Wording,
)

MOST_MENTIONS = 200
CELLS = ("cells", "notes", "messages", "changes", "candidates")
TEXTS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "contact_point": (ContactPoint, ("reason",)),
    "contract": (
        Contract,
        ("reference", "title", "renewal_terms", "framework_buyers", "reason", "effect_on_workers"),
    ),
    "contract_clause": (ContractClause, ("terms", "wording")),
    "criterion": (ContractCriterion, ("wording", "source")),
    "label_requirement": (LabelRequirement, ("wording",)),
    "life_cycle_cost": (LifeCycleCost, ("offer", "method")),
    "quote": (ProductQuote, ("spare_parts_prices",)),
    "market_observation": (MarketObservation, ("source", "note")),
    "target": (Target, ("note", "reason")),
    "label_verification": (LabelVerification, ("evidence", "reason", "greenwashing_risk")),
    "equivalence_dossier": (
        EquivalenceDossier,
        ("requirement", "equivalent_label", "reason_label_unobtainable", "criteria", "appeal_reason"),
    ),
    "equivalence_decision": (EquivalenceDecisionRow, ("reason", "criteria")),
    "clause_template": (Wording, ("title", "source", "duties")),
    "contract_import": (ContractImport, ("filename", "reading")),
    "contract_import_lot": (ContractImportLot, ("reading", "proposal", "changes", "deviations")),
    "contract_import_winner": (ContractImportWinner, ("reference", "candidates", "guesses")),
    "obligation": (
        Obligation,
        ("cause", "evidence", "formal_request", "gaps", "assessment", "reason"),
    ),
    "escalation": (Escalation, ("reason", "legal_ban")),
    "disclosure": (Disclosure, ("product_family", "subject", "gaps")),
    "disclosure_acceptance": (DisclosureAcceptance, ("subject", "reason")),
    "disclosure_import": (DisclosureImport, ("filename", "reading")),
    "disclosure_import_row": (ImportRow, ("raw", "candidates", "reasons")),
    "data_import": (DataImport, ("filename", "reading", "outcomes")),
    "import_row": (DataImportRow, CELLS),
}
"""Where people write texts, by kind of record. Each table has an owner."""

OF_OTHERS = {"equivalence_dossier": visibility.EQUIVALENCE_DOSSIERS}
"""Kinds of which a buyer also keeps records that others wrote for it."""


@dataclass(frozen=True, slots=True)
class HeldContact:
    """A contact point about the person, with the organisations of the supplier that can read it."""

    row: ContactPoint
    supplier_name: str
    readers: Sequence[UUID]


@dataclass(frozen=True, slots=True)
class Held:
    """What a buyer has about a person."""

    contacts: Sequence[HeldContact]
    rows: Sequence[DataImportRow]
    mentions: Sequence[Mention]


@dataclass(frozen=True, slots=True)
class Person:
    """The person who asks; at least one of both is given."""

    email: str | None
    name: str | None

    @property
    def terms(self) -> list[str]:
        return [term for term in (self.email, self.name) if term]


async def held(session: AsyncSession, caller: Caller, person: Person) -> Held:
    contacts = await _contacts(session, caller, person)
    rows = await _rows(session, caller, person)
    known = {contact.row.id for contact in contacts} | {row.id for row in rows}
    mentions = [each for each in await _mentions(session, caller, person) if each.record_id not in known]
    return Held(contacts, rows, mentions[:MOST_MENTIONS])


async def import_row(session: AsyncSession, caller: Caller, row_id: UUID) -> DataImportRow:
    """A row of an import, locked; raises DataRowNotFound."""
    return await find(
        session,
        DataImportRow,
        row_id,
        caller,
        visible=visibility.DATA_IMPORT_ROWS,
        lock=True,
        missing=DataRowNotFound,
    )


async def _contacts(session: AsyncSession, caller: Caller, person: Person) -> list[HeldContact]:
    visible = visibility.CONTACTS.get(caller.org_kind, false())
    matches = list(_same(person, col(ContactPoint.email), col(ContactPoint.person_name)))
    statement = (
        select(ContactPoint, Supplier.name)
        .join(Supplier, col(Supplier.id) == col(ContactPoint.supplier_id))
        .where(visible, col(ContactPoint.anonymised_on).is_(None), or_(*matches))
        .order_by(col(ContactPoint.id))
    )
    found = (await session.exec(statement, params=binds(caller))).all()
    return [
        HeldContact(
            row,
            supplier_name,
            await link_queries.supplier_orgs(session, supplier_id=row.supplier_id, buyer_id=row.owner_id),
        )
        for row, supplier_name in found
    ]


async def _rows(session: AsyncSession, caller: Caller, person: Person) -> list[DataImportRow]:
    """Rows about people that were not applied and say the name or the address anywhere."""
    statement = (
        select(DataImportRow)
        .where(
            visibility.DATA_IMPORT_ROWS.get(caller.org_kind, false()),
            col(DataImportRow.sheet).in_(sorted(ABOUT_PEOPLE)),
            col(DataImportRow.status).in_(sorted(UNSETTLED)),
            or_(*(_says(getattr(DataImportRow, name), term) for name in CELLS for term in person.terms)),
        )
        .order_by(col(DataImportRow.id))
    )
    return list((await session.exec(statement, params=binds(caller))).all())


async def _mentions(session: AsyncSession, caller: Caller, person: Person) -> list[Mention]:
    connection = await session.connection()
    mentions: list[Mention] = []
    for kind, (table, names) in TEXTS.items():
        said = {name: or_(*(_says(getattr(table, name), term) for term in person.terms)) for name in names}
        statement = (
            select_columns(table.id, *(func.coalesce(clause, false()).label(name) for name, clause in said.items()))
            .where(OF_OTHERS.get(kind, {}).get(caller.org_kind, table.owner_id == caller.org), or_(*said.values()))
            .order_by(table.id)
            .limit(2 * MOST_MENTIONS)
        )
        for row in (await connection.execute(statement, binds(caller))).mappings():
            mentions.append(Mention(kind, row["id"], [name for name in names if row[name]]))
    return mentions


def _same(person: Person, email: Any, name: Any) -> Iterator[Clause]:
    if person.email:
        yield func.lower(email) == person.email.lower()
    if person.name:
        yield folded(name) == folded(literal(person.name))


def _says(column: Any, term: str) -> Clause:
    """Whether the text of a column, also one of JSON or of a list, contains this."""
    return func.strpos(folded(cast(column, Text)), folded(literal(term))) > 0
