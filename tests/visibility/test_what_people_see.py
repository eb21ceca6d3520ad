"""Each person sees all that the design lets them know, nothing else, and nothing of what is hidden from them.

`make visibility` does the same in many worlds; docs/development/visibility.md says how to read a failure.
"""

import os
from random import Random

import pytest

from visibility.acts import ACTS
from visibility.installation import Installation
from visibility.judging import Violation, summary
from visibility.known import unknown_faults
from visibility.observing import Extent
from visibility.walk import Walk
from visibility.world import Person

SEED = int(os.environ.get("HRDD_VISIBILITY_SEED") or 1)
AT_ONCE = 10
"""Acts between two comparisons: more are faster, fewer say more exactly which act was seen."""
AT_LAST = (
    ("rename a supplier", "confirm a renamed supplier again"),
    ("rename a supplier", "try a release to a renamed supplier"),
)
"""Most people see these. Who sees one act of several is not compared for the others, so they come by themselves."""

WITHOUT_PARENT = {"action_points.dossier_id", "contracts.parent_contract_id"}
"""A monitor reads an action that its finding led to, also without a seat in the dialogue that agreed on it. And a
supplier reads an order, but not the framework of another buyer that it was placed under, nor its id."""


@pytest.fixture(scope="module")
def walk(installation: Installation, admin: Person) -> Walk:
    return Walk.begin(installation, admin)


def test_everybody_sees_what_they_may_know_and_nothing_else(walk: Walk) -> None:
    faults = unknown_faults(walk.judge_everything(Extent()))
    assert not faults, f"seed {SEED}\n{summary(faults)}"


def test_who_may_not_know_of_an_act_sees_nothing_of_it(walk: Walk) -> None:
    random = Random(SEED)  # noqa: S311  # it chooses acts
    others = sorted(ACTS.keys() - {name for part in AT_LAST for name in part})
    names = random.sample(others, len(others))
    parts = [names[first : first + AT_ONCE] for first in range(0, len(names), AT_ONCE)]
    faults: list[Violation] = []
    for part in (*parts, *AT_LAST):
        faults += unknown_faults(walk.go_on(part, random.choice))
    assert not faults, f"seed {SEED}, after {walk.scene.world.acts}\n{summary(faults)}"


def test_the_end_of_an_embargo_tells_those_who_may_know_then(walk: Walk) -> None:
    faults = unknown_faults(walk.let_embargoes_end(days=61))
    assert not faults, f"seed {SEED}, after {walk.scene.world.acts}\n{summary(faults)}"


def test_the_database_shows_no_row_without_the_row_it_belongs_to(walk: Walk) -> None:
    """Behind the clauses of the services, row-level security by itself."""
    assert walk.scene.installation.orphans() <= WITHOUT_PARENT
