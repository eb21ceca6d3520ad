"""What the parties of a contract agree otherwise than its clauses say."""

from collections.abc import Collection

from chassis.problems import Conflict, Fault, Invalid, NotFound
from suppliers.contracts.rules import BEFORE_AWARD, ContractStatus


class ClauseNotFound(NotFound):
    """There is no clause with this id in this contract."""

    title = "Clause not found"


class ClauseInherited(Conflict):
    """The clause comes from the framework contract, and is read-only in a call-off or lot."""

    title = "Clause of the framework contract"


class UnknownDuty(Invalid):
    """The clause has no duty with this type and recurrence, or it is named twice."""

    title = "Unknown duty"


class TermsNotAgreed(Invalid):
    """After the award, other terms need `agreed_on`: the day, today or earlier, on which both parties agreed."""

    title = "Date of the agreement is missing"


def check_duties(named: list[str], known: Collection[str]) -> None:
    """Raises UnknownDuty."""
    faults = [
        Fault(f"/duties/{index}/type", UnknownDuty.code(), f"The clause has no duty {key}, or it was named before.")
        for index, key in enumerate(named)
        if key not in known or key in named[:index]
    ]
    if faults:
        raise UnknownDuty(errors=faults)


def check_agreed(status: ContractStatus, *, is_agreed: bool) -> None:
    """Raises TermsNotAgreed where one side alone would change a contract."""
    if status not in BEFORE_AWARD and not is_agreed:
        raise TermsNotAgreed(pointer="/agreed_on")
