"""Let the demo's people in, once: most by the gateway's founding, the suppliers' after their suppliers."""

import json
import subprocess
import sys
from collections.abc import Mapping

import httpx

from local_stack.demo.accounts import ORGANISATIONS, Account, founding
from local_stack.errors import CannotStart


def let_in(gateway_url: str, environment: Mapping[str, str], accounts: Mapping[str, Account]) -> None:
    """`environment` is the gateway's own; may be repeated after having been cut short."""
    _found(environment, founding(accounts, {}))
    supplier_ids = {}
    with httpx.Client(base_url=gateway_url, trust_env=False, timeout=30) as http:
        for supplier in ORGANISATIONS:
            if supplier.kind == "supplier":
                supplier_ids[supplier.name] = _registered(http, supplier.name, supplier.country, accounts)
    _found(environment, founding(accounts, supplier_ids))


def _registered(http: httpx.Client, name: str, country: str, accounts: Mapping[str, Account]) -> str:
    answer = http.post(
        "/v1/suppliers",
        json={"name": name, "country": country, "kinds": ["supplier", "brand"]},
        headers={
            "Authorization": f"Bearer {accounts['buyer']['api_key']}",
            "Idempotency-Key": f"demo {name}",
        },
    )
    if answer.status_code != 201:
        raise CannotStart(f"The demo's supplier {name} could not be registered: {answer.text}")
    return str(answer.json()["id"])


def _found(environment: Mapping[str, str], document: Mapping[str, object]) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "gateway.first_accounts"],
        env=dict(environment), input=json.dumps(document), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode:
        raise CannotStart(f"The demo's accounts could not be made:\n{made.stderr[-2000:]}")
