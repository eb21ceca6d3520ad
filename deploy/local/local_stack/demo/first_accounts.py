"""Creates the accounts of the demo; those of a supplier after the supplier itself is registered."""

import json
import subprocess
import sys
from collections.abc import Mapping

import httpx

from local_stack.demo.accounts import ORGANISATIONS, Account, first_accounts
from local_stack.errors import StackError


def create_accounts(gateway_url: str, environment: Mapping[str, str], accounts: Mapping[str, Account]) -> None:
    """`environment` is the gateway's own. Can be repeated after an interruption."""
    _create(environment, first_accounts(accounts, {}))
    supplier_ids = {}
    with httpx.Client(base_url=gateway_url, trust_env=False, timeout=30) as http:
        for supplier in ORGANISATIONS:
            if supplier.kind == "supplier":
                supplier_ids[supplier.name] = _registered(http, supplier.name, supplier.country, accounts)
    _create(environment, first_accounts(accounts, supplier_ids))


def _registered(http: httpx.Client, name: str, country: str, accounts: Mapping[str, Account]) -> str:
    """The id of the supplier, which is registered now or was by an earlier try."""
    answer = http.post(
        "/v1/suppliers",
        json={"name": name, "country": country, "kinds": ["supplier", "brand"]},
        headers={
            "Authorization": f"Bearer {accounts['buyer']['api_key']}",
            "Idempotency-Key": f"demo {name}",
        },
    )
    if answer.status_code != 201:
        raise StackError(f"The supplier {name} of the demo was not registered: {answer.text}")
    return str(answer.json()["id"])


def _create(environment: Mapping[str, str], document: Mapping[str, object]) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "gateway.first_accounts"],
        env=dict(environment), input=json.dumps(document), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if process.returncode:
        raise StackError(f"The accounts of the demo were not created:\n{process.stderr[-2000:]}")
