"""The list of obligations across contracts, earliest due first.

Almost all obligations keep the due date that is stored, so an index gives their order. Only where a contact has
left and none has come, the obligation to name one is due on another day: these few are read beside them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    CTE,
    Boolean,
    ColumnElement,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import array
from sqlalchemy.orm import join
from sqlmodel import col

from chassis.callers import Caller
from chassis.listing import ORG, Clause, Listing, equals, since
from chassis.sql_time import TODAY
from chassis.vocabulary import OrgKind
from suppliers import visibility
from suppliers.clauses.rules import ObligationType
from suppliers.obligations.rules import ObligationFlag, ObligationStatus
from suppliers.obligations.schemas import ObligationQuery
from suppliers.obligations.states.rules import NAMED_BEFORE, TURNS, VACANT_TURNS, Terms, Turn
from suppliers.tables import Contract, Obligation, Supplier
from suppliers.tables.states import applies, clause_contact_posts, contract_runs, is_late, turned

IS_TO_NAME_A_CONTACT = col(Obligation.type) == ObligationType.CONTACT
_stored: ColumnElement[Any] = cast(col(Obligation.status), Text)


def _visible(kind: OrgKind) -> Clause:
    """Buyers see the obligations of their own contracts, suppliers those of the contracts that they see."""
    if kind is OrgKind.BUYER:
        return col(Obligation.owner_id) == ORG
    return col(Obligation.contract_id).in_(select(col(Contract.id)).where(visibility.CONTRACTS[kind]))


def _moved(kind: OrgKind, posts: CTE) -> CTE:
    """Obligations to name a contact after the last one has left, with the day by which."""
    of_both = and_(posts.c.owner_id == col(Contract.owner_id), posts.c.supplier_id == col(Contract.supplier_id))
    replace_by = func.working_days_after(posts.c.vacated_on, col(Contract.contact_replacement_days))
    contracts = join(Contract, posts, of_both)
    return (
        select(col(Obligation.id), func.coalesce(replace_by, col(Obligation.due_at)).label("due_at"))
        .select_from(join(contracts, Obligation, col(Obligation.contract_id) == col(Contract.id)))
        .where(
            not_(posts.c.is_held),
            visibility.CONTRACTS[kind],
            contract_runs(),
            IS_TO_NAME_A_CONTACT,
            col(Obligation.status).in_(sorted(NAMED_BEFORE)),
        )
        .cte("moved")
        .prefix_with("materialized")
    )


class _Duties:
    """Obligations that are due on a day of their own, as SQL: what is computed of each of them."""

    def __init__(self, due_at: Any, posts: CTE) -> None:
        self.due_at = due_at
        self.terms = _terms(due_at)
        held = select(posts.c.owner_id, posts.c.supplier_id).where(posts.c.is_held)
        pair = tuple_(col(Contract.owner_id), col(Contract.supplier_id))
        self.is_vacant = and_(IS_TO_NAME_A_CONTACT, contract_runs(), pair.not_in(held))

    def status(self) -> ColumnElement[Any]:
        by_date, vacant = (turned(turns, _stored, self.terms) for turns in (TURNS, VACANT_TURNS))
        return case((self.is_vacant, vacant), else_=by_date)

    def flags(self) -> ColumnElement[Any]:
        late = is_late(_terms(col(Obligation.due_at)), col(Obligation.submitted_on))
        marks = ((self.is_vacant, ObligationFlag.AT_RISK), (late, ObligationFlag.LATE))
        return func.array_remove(array([case((applies, literal(flag.value))) for applies, flag in marks]), None)

    def can_be(self, state: ObligationStatus) -> Clause:
        """What is so of each one in a state, by its own row: others are left out before contracts are read."""

        def leads_there(turns: Sequence[Turn]) -> Iterator[Clause]:
            clauses = [applies(turn, _stored, self.terms) for turn in turns]
            for place, turn in enumerate(turns):
                if turn.to is state:
                    yield and_(clauses[place], *map(not_, clauses[:place]))

        vacant = (and_(IS_TO_NAME_A_CONTACT, clause) for clause in leads_there(VACANT_TURNS))
        return or_(_stored == state, *leads_there(TURNS), *vacant)

    def is_in(self, state: ObligationStatus) -> Clause:
        """As conditions: of `status = …` PostgreSQL expects far too few rows."""

        def leads_there(turns: Iterable[Turn]) -> Any:
            cases = ((applies(turn, _stored, self.terms), literal(turn.to is state)) for turn in turns)
            return case(*cases, else_=_stored == state)

        return and_(self.can_be(state), case((self.is_vacant, leads_there(VACANT_TURNS)), else_=leads_there(TURNS)))

    def of_status(self, value: Any) -> Clause:
        return and_(case(*((cast(value, Text) == state.value, self.is_in(state)) for state in ObligationStatus)))

    def overdue(self, value: Any) -> Clause:
        is_overdue = and_(self.is_in(ObligationStatus.OVERDUE), self.due_at < TODAY)
        return and_(case((cast(value, Boolean), is_overdue), else_=not_(is_overdue)))


def _terms(due_at: Any) -> Terms:
    return Terms(due_at, col(Obligation.notice_days), col(Obligation.grace_days))


def _columns(duties: _Duties) -> tuple[Any, ...]:
    row = Obligation
    return (
        col(row.id),
        col(row.version),
        col(row.created_at),
        col(row.updated_at),
        col(row.contract_id),
        col(row.clause_id),
        col(row.type),
        col(row.instance),
        col(row.recurrence),
        col(row.verification_subject),
        col(row.asked_on),
        col(row.cause),
        col(row.breach_id),
        col(row.delivery_id),
        duties.due_at,
        col(row.grace_days),
        col(row.notice_days),
        col(row.weight),
        col(row.dd_alternative),
        duties.status().label("status"),
        duties.flags().label("flags"),
        col(row.escalation_level),
        col(row.submitted_on),
        col(row.fulfilment_basis),
        col(row.evidence),
        col(row.formal_request),
        col(row.gaps),
        col(row.assessment),
        col(row.assessor),
        col(row.assessed_on),
        col(row.reason),
        col(Contract.owner_id).label("buyer_id"),
        col(Contract.reference).label("contract_reference"),
        col(Contract.title).label("contract_title"),
        col(Contract.supplier_id),
        col(Supplier.name).label("supplier_name"),
    )


def _listing(duties: _Duties, obligations: Any, visible: Mapping[OrgKind, Clause], **more: Any) -> Listing:
    row = Obligation
    contracts = join(obligations, Contract, col(Contract.id) == col(row.contract_id))
    return Listing(
        name="obligations",
        columns=_columns(duties),
        key=col(row.id),
        day=duties.due_at,
        visible=visible,
        query=ObligationQuery,
        filters={
            "status": duties.of_status,
            "overdue": duties.overdue,
            "due_after": since(duties.due_at),
            "due_before": lambda value: duties.due_at <= value,
            "type": equals(col(row.type)),
            "supplier_id": equals(col(Contract.supplier_id)),
            "contract_id": equals(col(row.contract_id)),
        },
        source=join(contracts, Supplier, col(Supplier.id) == col(Contract.supplier_id)),
        **more,
    )


def _both(kind: OrgKind) -> Listing:
    """Almost all obligations in the order of an index, and beside them the few whose day is another one."""
    posts = clause_contact_posts(visibility.CONTACTS[kind])
    moved = _moved(kind, posts)
    is_moved = and_(IS_TO_NAME_A_CONTACT, col(Obligation.id).in_(select(moved.c.id)))
    elsewhere = join(Obligation, moved, moved.c.id == col(Obligation.id))
    return _listing(
        _Duties(col(Obligation.due_at), posts),
        Obligation,
        {kind: and_(_visible(kind), not_(is_moved))},
        beside=_listing(_Duties(moved.c.due_at, posts), elsewhere, {kind: true()}),
    )


LISTINGS: Mapping[OrgKind, Listing] = {kind: _both(kind) for kind in visibility.CONTRACTS}
"""Per kind of organisation: each finds its obligations by another index."""


def obligations_of(caller: Caller) -> Listing:
    """The list as the caller's kind of organisation reads it; other kinds read an empty one."""
    return LISTINGS.get(caller.org_kind, LISTINGS[OrgKind.BUYER])
