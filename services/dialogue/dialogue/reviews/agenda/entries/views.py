"""The entries of an agenda: as things are today, or from a stored agenda."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from dialogue.action_points.rules import ShownTo, is_overdue
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.reviews.agenda.rules import (
    ACTIONS,
    TITLES,
    WAITING_DUTIES,
    AgendaKind,
    is_generic,
    is_in_place,
    kind_of_action,
    next_date,
    order_of_action,
    order_of_finding,
)
from dialogue.reviews.agenda.schemas import AgendaEntry
from dialogue.suppliers_api.schemas import ContactPointSummary, DisclosureGap, ObligationSummary
from dialogue.tables import ActionPoint, AnnualReview, Dialogue, Finding, ReviewOutcome

K = AgendaKind


@dataclass(frozen=True)
class TitledEntry:
    """An entry with the title that its reader may see; an internal one is for the buyer only."""

    entry: AgendaEntry
    title: str
    is_internal: bool = False


@dataclass(frozen=True)
class OpenItems:
    """What is open between the two sides today.

    `levels`: (review, level, code of the question) of the last review of each question. `findings`: those that
    touch the contracts of the review. `duties`: with the contract that each belongs to.
    """

    review: AnnualReview
    dialogue: Dialogue
    today: date
    decisions: Sequence[ReviewOutcome]
    action_points: Sequence[ActionPoint]
    levels: Sequence[tuple[UUID, int | None, str]]
    findings: Sequence[Finding]
    known_to_supplier: frozenset[UUID] = frozenset()
    gaps: Sequence[DisclosureGap] = ()
    duties: Sequence[tuple[UUID, ObligationSummary]] = ()
    contact_points: Sequence[ContactPointSummary] = ()


def entries_today(items: OpenItems) -> list[TitledEntry]:
    """In the order of the kinds."""
    sources = (_decisions, _action_points, _findings, _gaps, _generic_answers, _duties, _contact_point, _closing)
    return in_order(entry for source in sources for entry in source(items))


def in_order(entries: Iterable[TitledEntry]) -> list[TitledEntry]:
    """In the order of the kinds; within a kind as they come."""
    places = {kind: place for place, kind in enumerate(AgendaKind)}
    return sorted(entries, key=lambda item: places[item.entry.kind])


def _entry(items: OpenItems, kind: AgendaKind, title: str | None = None, **facts: object) -> TitledEntry:
    """An entry about the review itself, unless a subject is given."""
    entry = AgendaEntry.model_validate({"kind": kind, "subject_id": items.review.id, **facts})
    return TitledEntry(entry, title or TITLES[kind])


def _decisions(items: OpenItems) -> list[TitledEntry]:
    return [
        _entry(items, K.PREVIOUS_DECISION, subject_id=row.id, code=row.outcome, due_date=row.new_due_date)
        for row in items.decisions
    ]


def _action_points(items: OpenItems) -> list[TitledEntry]:
    rows = sorted(items.action_points, key=lambda row: order_of_action(row.priority, row.due_date))
    return [_action_point(items, row) for row in rows]


def _action_point(items: OpenItems, row: ActionPoint) -> TitledEntry:
    is_late = is_overdue(row.status, due_date=row.due_date, today=items.today)
    item = _entry(
        items,
        kind_of_action(row.owner_side, is_overdue=is_late),
        row.title,
        subject_id=row.id,
        owner_side=row.owner_side,
        code=row.priority,
        due_date=row.due_date,
        overdue_days=(items.today - row.due_date).days if is_late else None,
        carry_count=row.carry_count,
    )
    return replace(item, is_internal=row.shown_to is ShownTo.BUYER_ONLY)


def _findings(items: OpenItems) -> list[TitledEntry]:
    rows = sorted(items.findings, key=lambda row: order_of_finding(row.severity, row.priority))
    return [
        replace(
            _entry(items, K.FINDING, _finding_title(row.facility_name), subject_id=row.id, code=row.severity),
            is_internal=row.id not in items.known_to_supplier,
        )
        for row in rows
    ]


def _finding_title(facility_name: str | None) -> str:
    return f"{TITLES[K.FINDING]}: {facility_name}"


def _gaps(items: OpenItems) -> list[TitledEntry]:
    return [
        _entry(
            items,
            K.DISCLOSURE_GAP,
            f"{gap.product_name or TITLES[K.DISCLOSURE_GAP]}: {gap.kind.replace('_', ' ')}",
            subject_id=gap.product_id or gap.contract_id,
            contract_id=gap.contract_id,
            code=gap.kind,
        )
        for gap in items.gaps
    ]


def _generic_answers(items: OpenItems) -> list[TitledEntry]:
    """Questions whose last shared review has level 0 or 1."""
    return [
        _entry(items, K.GENERIC_ANSWER, f"{TITLES[K.GENERIC_ANSWER]}: {code}", subject_id=review_id, code=code)
        for review_id, level, code in items.levels
        if is_generic(level)
    ]


def _duties(items: OpenItems) -> list[TitledEntry]:
    """Duties that wait for something: an agenda leaves out fulfilled and future ones."""
    return [
        _entry(
            items,
            K.OBLIGATION_DUE,
            f"{duty.type}: {duty.status}",
            subject_id=duty.id,
            contract_id=contract_id,
            code=duty.type,
            due_date=duty.due_at,
        )
        for contract_id, duty in items.duties
        if duty.status in WAITING_DUTIES
    ]


def _contact_point(items: OpenItems) -> list[TitledEntry]:
    """The accepted contact for the clause, or that there is none today."""
    for contact in items.contact_points:
        days = contact.active_from, contact.active_to
        if is_in_place(contact.purpose, contact.status, days, today=items.today):
            return [_entry(items, K.CONTACT_POINT, subject_id=contact.id, code=contact.status)]
    return [_entry(items, K.CONTACT_POINT, subject_id=items.dialogue.supplier_id, code="vacant")]


def _closing(items: OpenItems) -> list[TitledEntry]:
    """What every review has: the question to the buyer, new points, the next date."""
    due_date = next_date(items.review.held_on, items.review.planned_date, today=items.today)
    return [
        _entry(items, K.STANDING_QUESTION, owner_side=OwnerSide.BUYER),
        _entry(items, K.NEW_ACTION),
        _entry(items, K.NEXT_DATE, due_date=due_date),
    ]


def snapshot_of(entries: Iterable[TitledEntry]) -> list[dict[str, Any]]:
    """The agenda of both sides as it is stored: ids, codes and figures, never text that a user wrote.

    So whatever is withdrawn later disappears from an old agenda too.
    """
    return [item.entry.model_dump(mode="json", exclude_none=True) for item in entries if not item.is_internal]


def stored_entries(snapshot: Sequence[Mapping[str, Any]]) -> list[AgendaEntry]:
    """The entries of both sides, from a snapshot."""
    return [AgendaEntry.model_validate(item) for item in snapshot]


def annex_entries(finding_ids: Iterable[UUID]) -> list[AgendaEntry]:
    return [AgendaEntry(kind=K.FINDING, subject_id=finding_id) for finding_id in finding_ids]


def titled(
    entries: Iterable[AgendaEntry],
    action_titles: Mapping[UUID, str],
    site_names: Mapping[UUID, str | None],
    *,
    is_internal: bool = False,
) -> list[TitledEntry]:
    """The entries with their titles, without the actions and findings that the reader does not see.

    `action_titles` and `site_names` are of the actions and findings that the reader sees.
    """
    found: list[TitledEntry] = []
    for entry in entries:
        title: str | None = TITLES[entry.kind]
        if entry.kind in ACTIONS:
            title = action_titles.get(entry.subject_id)
        elif entry.kind is K.FINDING:
            title = _finding_title(site_names[entry.subject_id]) if entry.subject_id in site_names else None
        if title is not None:
            found.append(TitledEntry(entry, title, is_internal))
    return found
