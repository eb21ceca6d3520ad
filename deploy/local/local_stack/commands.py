"""What is asked of a stack that runs."""

import json
import os
import subprocess
import sys

from local_stack import state
from local_stack.demo.accounts import Account
from local_stack.demo.chapters import play
from local_stack.demo.people import Refused
from local_stack.demo.story import Story
from local_stack.errors import CannotStart
from local_stack.keyring import keyring
from local_stack.provisioning import urls
from local_stack.settings import StackSettings
from local_stack.terminal import tell


def print_database_url(settings: StackSettings) -> None:
    tell(state.read(settings)["database"])


def print_credentials(settings: StackSettings) -> None:
    """One JSON object: the address of the running gateway, and the demo's accounts."""
    tell(json.dumps({"gateway": state.read(settings)["gateway"], **_accounts(settings)}, indent=2))


def found(settings: StackSettings) -> None:
    """Make the first accounts that the document on standard input names; everybody else is invited."""
    database = state.read(settings)["database"]
    worker = urls(database, "gateway", keyring(settings.data).role_passwords).worker
    made = subprocess.run(
        [sys.executable, "-m", "gateway.first_accounts"],
        env=os.environ | {"GATEWAY_WORKER_DATABASE_URL": worker}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise CannotStart(f"The accounts could not be made:\n{made.stderr.strip()[-2000:]}")
    tell("The accounts are there; those that were there before are as they were.")


def play_demo(settings: StackSettings) -> None:
    """The story, told while it is played."""
    try:
        play(Story(state.read(settings)["gateway"], _accounts(settings), tell))
    except Refused as reason:
        raise CannotStart(f"The story stops here. {reason}") from None


def _accounts(settings: StackSettings) -> dict[str, Account]:
    if not state.read(settings)["has_demo"]:
        raise CannotStart(
            "There are demo accounts on the embedded database alone, and this stack uses another."
            " Its first accounts: make first-accounts < deploy/first-accounts.example.json"
        )
    return keyring(settings.data).accounts
