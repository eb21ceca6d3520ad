"""Equivalence dossiers as API answers."""

from collections.abc import Sequence

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from chassis.vocabulary import BUYER_EDITORS, Role
from suppliers.equivalence.rules import APPELLANT, ASSESSOR, AUTHOR, JUDGE, MOVES, DossierStatus, dossier_state
from suppliers.equivalence.schemas import EquivalenceDossierOut
from suppliers.permissions import Permission, access
from suppliers.tables import EquivalenceDecisionRow, EquivalenceDossier

Decisions = Sequence[EquivalenceDecisionRow]


def state_of(row: EquivalenceDossier, decisions: Decisions) -> DossierStatus:
    return dossier_state(
        row.status, [(each.stage, each.status) for each in decisions if each.submission == row.submission]
    )


def version_of(row: EquivalenceDossier, decisions: Decisions) -> int:
    """It rises with each change of the dossier, and with each decision."""
    return row.version + sum(each.version for each in decisions)


def actors_of(row: EquivalenceDossier, caller: Caller) -> set[str]:
    """As whom the caller acts on the dossier."""
    is_author = row.owner_id == caller.org and access.allows(caller, Permission.EQUIVALENCE_WORK)
    is_buyer = row.buyer_id == caller.org
    acts = {
        AUTHOR: is_author,
        APPELLANT: is_author and row.status is DossierStatus.SUBMITTED,
        ASSESSOR: is_buyer and caller.is_any(*BUYER_EDITORS),
        JUDGE: is_buyer and caller.is_any(Role.BUYER_MANAGER),
    }
    return {actor for actor, is_it in acts.items() if is_it}


def dossier_out(row: EquivalenceDossier, decisions: Decisions, caller: Caller) -> EquivalenceDossierOut:
    status = state_of(row, decisions)
    facts = {
        "version": version_of(row, decisions),
        "updated_at": max([row.updated_at, *(each.updated_at for each in decisions)]),
        "entered_by_buyer": row.owner_id == row.buyer_id,
        "status": status,
        "decisions": [each.model_dump() for each in decisions],
        "allowed_transitions": allowed(MOVES, status, actors_of(row, caller)),
    }
    return as_stored(EquivalenceDossierOut, row.model_dump() | facts)
