"""What buyers do about the duties of a contract."""

from chassis.problems import Conflict
from suppliers.contracts.rules import BEFORE_AWARD, ContractStatus


class NotInForce(Conflict):
    """Duties are asked for from the award of a contract on, until it is closed."""

    title = "Contract is not in force"


def check_in_force(status: ContractStatus) -> None:
    """Raises NotInForce."""
    if status in BEFORE_AWARD or status is ContractStatus.CLOSED:
        raise NotInForce
