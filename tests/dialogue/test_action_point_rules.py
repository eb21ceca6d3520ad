"""The rules of action points: who may move one, who reads it, and when it is late."""

import itertools
from datetime import date

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from chassis.problems import Problem
from chassis.state import state_of
from dialogue.action_points.references.rules import SourceFinding, knows_origin, readers_for
from dialogue.action_points.rules import (
    RUNNING,
    ActionStatus,
    ContactForbidden,
    OriginKind,
    OriginNotShared,
    Priority,
    ShownTo,
    is_overdue,
    raised,
)
from dialogue.action_points.sides.rules import (
    COUNTER,
    MONITOR_EDITOR,
    OTHER_THAN_PROPOSER,
    OWNER,
    OwnerSide,
    Side,
    actors,
)

EVERY = list(itertools.product(OwnerSide, Side, (None, *Side), (None, *Side)))


@pytest.mark.parametrize(("owner", "proposed_by", "claimed_by", "side"), EVERY)
def test_no_side_verifies_its_own_claim(
    owner: OwnerSide, proposed_by: Side, claimed_by: Side | None, side: Side | None
) -> None:
    found = actors(
        owner_side=owner,
        proposed_by=proposed_by,
        claimed_by=claimed_by,
        side=side,
        roles=frozenset(),
        is_from_own_finding=False,
    )
    if side is None:
        assert found == frozenset()
    if side is not None and side == claimed_by:
        assert COUNTER not in found
    if owner != OwnerSide.JOINT:
        assert not {OWNER, COUNTER} <= found
    assert (OTHER_THAN_PROPOSER in found) == (side is not None and side != proposed_by)


def test_a_joint_action_is_verified_by_the_side_that_did_not_claim_it() -> None:
    def of(side: Side, claimed_by: Side | None) -> frozenset[str]:
        return actors(
            owner_side=OwnerSide.JOINT,
            proposed_by=Side.BUYER,
            claimed_by=claimed_by,
            side=side,
            roles=frozenset(),
            is_from_own_finding=False,
        )

    assert all(COUNTER not in of(side, None) for side in Side)
    assert COUNTER in of(Side.SUPPLIER, Side.BUYER)
    assert COUNTER not in of(Side.BUYER, Side.BUYER)


@pytest.mark.parametrize(("is_from_own_finding", "expected"), [(True, {MONITOR_EDITOR}), (False, set())])
def test_a_monitors_editor_verifies_what_came_of_a_finding(is_from_own_finding: bool, expected: set[str]) -> None:
    found = actors(
        owner_side=OwnerSide.SUPPLIER,
        proposed_by=Side.BUYER,
        claimed_by=Side.SUPPLIER,
        side=None,
        roles=frozenset({MONITOR_EDITOR}),
        is_from_own_finding=is_from_own_finding,
    )
    assert found == expected


DAYS = st.dates(date(2020, 1, 1), date(2035, 1, 1))


@given(cases=st.lists(st.tuples(st.sampled_from(ActionStatus), DAYS, DAYS), min_size=1, max_size=20))
async def test_the_database_says_the_same_as_the_rule(
    dialogue_app: FastAPI, cases: list[tuple[ActionStatus, date, date]]
) -> None:
    async with state_of(dialogue_app).sessions() as session:
        connection = await session.connection()
        for stored, due_date, today in cases:
            said = await connection.execute(
                text("select action_is_overdue(:stored, :due_date, :today)"),
                {"stored": stored.value, "due_date": due_date, "today": today},
            )
            assert said.scalar() == is_overdue(stored, due_date=due_date, today=today)


def test_an_action_point_is_overdue_only_while_there_is_work_to_do() -> None:
    assert {"agreed", "in_progress", "blocked"} == RUNNING


@pytest.mark.parametrize(
    ("priority", "carried", "expected"),
    [
        (Priority.LOW, 1, Priority.LOW),
        (Priority.LOW, 2, Priority.MEDIUM),
        (Priority.HIGH, 3, Priority.CRITICAL),
        (Priority.CRITICAL, 4, Priority.CRITICAL),
    ],
)
def test_carrying_over_twice_raises_the_priority(priority: Priority, carried: int, expected: Priority) -> None:
    assert raised(priority, carried) == expected


PUBLIC = SourceFinding(is_known_to_supplier=True, forbids_contact=False)
HIDDEN = SourceFinding(is_known_to_supplier=False, forbids_contact=False)
PROTECTED = SourceFinding(is_known_to_supplier=True, forbids_contact=True)
BOTH, ONLY = ShownTo.PARTIES, ShownTo.BUYER_ONLY


@pytest.mark.parametrize(
    ("finding", "side", "requested", "expected"),
    [
        (None, Side.BUYER, None, BOTH),
        (None, Side.BUYER, ONLY, ONLY),
        (None, Side.SUPPLIER, ONLY, BOTH),
        (PUBLIC, Side.BUYER, None, BOTH),
        (PUBLIC, Side.BUYER, ONLY, ONLY),
        (HIDDEN, Side.BUYER, None, ONLY),
        (HIDDEN, Side.BUYER, ONLY, ONLY),
        (HIDDEN, Side.SUPPLIER, None, BOTH),
        (PROTECTED, Side.BUYER, None, ONLY),
    ],
)
def test_the_finding_behind_an_action_point_decides_who_reads_it(
    finding: SourceFinding | None, side: Side, requested: ShownTo | None, expected: ShownTo
) -> None:
    assert readers_for(finding, side, requested) is expected


@pytest.mark.parametrize(
    ("finding", "side", "problem"),
    [
        (HIDDEN, Side.BUYER, OriginNotShared),
        (PROTECTED, Side.BUYER, ContactForbidden),
        (PROTECTED, Side.SUPPLIER, ContactForbidden),
    ],
)
def test_an_action_point_is_not_shown_against_its_finding(
    finding: SourceFinding, side: Side, problem: type[Problem]
) -> None:
    with pytest.raises(problem):
        readers_for(finding, side, BOTH)


@pytest.mark.parametrize("kind", [None, *OriginKind])
@pytest.mark.parametrize("is_side", [True, False])
@pytest.mark.parametrize("knows_finding", [True, False])
def test_only_the_sides_learn_of_a_review_and_only_its_readers_of_a_finding(
    kind: OriginKind | None, is_side: bool, knows_finding: bool
) -> None:
    allowed = {OriginKind.REVIEW: is_side, OriginKind.FINDING: knows_finding, None: False}
    assert knows_origin(kind, is_side=is_side, knows_finding=knows_finding) is allowed.get(kind, True)
