"""Commands for a stack that is running."""

import json
import os
import subprocess
import sys

from local_stack import state
from local_stack.demo.accounts import Account
from local_stack.demo.chapters import play
from local_stack.demo.people import Refused
from local_stack.demo.story import Story
from local_stack.errors import StackError
from local_stack.keyring import keyring
from local_stack.provisioning import urls
from local_stack.settings import StackSettings
from local_stack.terminal import show


def print_database_url(settings: StackSettings) -> None:
    show(state.read(settings)["database"])


def print_credentials(settings: StackSettings) -> None:
    """One JSON object: the address of the running gateway, and the demo's accounts."""
    show(json.dumps({"gateway": state.read_complete(settings)["gateway"], **_accounts(settings)}, indent=2))


def create_first_accounts(settings: StackSettings) -> None:
    """Create the accounts that the document on standard input names; all other people are invited."""
    database = state.read_complete(settings)["database"]
    worker = urls(database, "gateway", keyring(settings.data).role_passwords).worker
    process = subprocess.run(
        [sys.executable, "-m", "gateway.first_accounts"],
        env=os.environ | {"GATEWAY_WORKER_DATABASE_URL": worker}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if process.returncode:
        raise StackError(f"The accounts were not created:\n{process.stderr.strip()[-2000:]}")
    show("Accounts created; existing ones unchanged.")


def play_demo(settings: StackSettings) -> None:
    """Play the story and print what happens."""
    try:
        play(Story(state.read_complete(settings)["gateway"], _accounts(settings), show))
    except Refused as refusal:
        raise StackError(f"The story stopped. {refusal}") from None


def _accounts(settings: StackSettings) -> dict[str, Account]:
    if not state.read_complete(settings)["has_demo"]:
        raise StackError(
            "This stack uses your own database server, so it has no demo accounts."
            " Create the first accounts with: make first-accounts < deploy/first-accounts.example.json"
        )
    return keyring(settings.data).accounts
