"""Secrets are created once, missing ones are added, and only their owner can read them."""

import json
from pathlib import Path

import pytest

from local_stack.demo.accounts import ACCOUNT_NAMES
from local_stack.errors import StackError
from local_stack.keyring import keyring, refuse_lost_secrets
from local_stack.provisioning import existing_databases, provision, role_names


def test_secrets_are_created_once_and_readable_by_their_owner_only(home: Path) -> None:
    made = keyring(home)
    assert keyring(home) == made
    assert (home / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert set(made.accounts) == set(ACCOUNT_NAMES)


def test_missing_secrets_are_added_and_the_others_kept(home: Path) -> None:
    made = keyring(home)
    file = home / "secrets.json"
    older = json.loads(file.read_text())
    del older["accounts"]["dashboard"], older["findings_key"]
    file.write_text(json.dumps(older))

    whole = keyring(home)

    assert whole.findings_key != made.findings_key
    assert "dashboard" in whole.accounts
    assert whole.accounts | {"dashboard": {}} == made.accounts | {"dashboard": {}}
    assert whole.signing_keys == made.signing_keys


def test_only_the_gateway_may_sign_tokens_of_people(home: Path) -> None:
    roles = {key["issuer"]: key["roles"] for key in keyring(home).trusted_keys.values()}
    assert roles == {"gateway": ["*"], "suppliers": ["system"], "dialogue": ["system"]}


def test_data_without_its_secrets_is_refused_with_what_to_do(home: Path) -> None:
    with pytest.raises(StackError, match=r"dialogue, suppliers.*secrets\.json is missing.*backup"):
        refuse_lost_secrets(home, ["suppliers", "dialogue"])
    refuse_lost_secrets(home, [])
    keyring(home)
    refuse_lost_secrets(home, ["suppliers", "dialogue"])


def test_who_has_no_backup_can_start_with_new_secrets(home: Path) -> None:
    (home / "secrets.json").write_text("{}")
    refuse_lost_secrets(home, ["dialogue"])
    assert keyring(home).findings_key


async def test_databases_of_services_are_found_on_a_server(own_cluster: str) -> None:
    await provision(own_cluster, "dialogue", dict.fromkeys(role_names("dialogue"), "test"))
    assert "dialogue" in await existing_databases(own_cluster)
    assert "postgres" not in await existing_databases(own_cluster)
