"""What people can do next in a founded world. Who may notice it is not said here: the oracle says it."""

from visibility.acts import account_acts, dialogue_acts, findings_acts, purchasing_acts, standing_acts
from visibility.acts.choosing import ACTS, Choose, Impossible

__all__ = [
    "ACTS",
    "Choose",
    "Impossible",
    "account_acts",
    "dialogue_acts",
    "findings_acts",
    "purchasing_acts",
    "standing_acts",
]
