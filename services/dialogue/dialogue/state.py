"""What the dialogue service holds while it runs."""

from dataclasses import dataclass, field

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.state import AppState
from chassis.state import state_of as held_by
from dialogue.findings.restricted.vault import Vault
from dialogue.settings import DialogueSettings


@dataclass(kw_only=True, eq=False)
class DialogueState(AppState):
    """`vault` encrypts the restricted fields of findings."""

    settings: DialogueSettings
    vault: Vault = field(init=False)

    def __post_init__(self) -> None:
        self.vault = Vault(self.settings.findings_key.get_secret_value())


def state_of(source: FastAPI | HTTPConnection) -> DialogueState:
    return held_by(source, DialogueState)
