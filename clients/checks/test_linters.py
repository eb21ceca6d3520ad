"""The linters refuse what they are there to refuse: each convention is broken once."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from generation import ENVIRONMENT, NODE_MODULES, ROOT, TOOLS

Document = dict[str, Any]
PATH = "/v1/contracts/{contract_id}"


def rename(parent: Document, old: str, new: str) -> None:
    parent[new] = parent.pop(old)


def operation(document: Document) -> Document:
    return dict(document["paths"][PATH])["get"]  # type: ignore[no-any-return]


BREAKS: dict[str, Callable[[Document], object]] = {
    "hrdd-paths": lambda document: rename(document["paths"], PATH, "/v1/Contracts/{contract_id}"),
    "hrdd-schema-names": lambda document: document["components"]["schemas"].update(a__B={"type": "object"}),
    "hrdd-property-names": lambda document: document["components"]["schemas"]["ContractOut"]["properties"].update(
        dueOn={"type": "string"}
    ),
    "hrdd-security": lambda document: operation(document).pop("security"),
    "hrdd-problems": lambda document: operation(document)["responses"]["404"].update(
        content={"application/json": {"schema": {"type": "object"}}}
    ),
    "operation-description": lambda document: operation(document).pop("description"),
    "oas3-valid-media-example": lambda document: document["components"]["examples"]["DeliveryOut"].update(value={}),
}


@pytest.mark.parametrize("rule", BREAKS)
def test_spectral_sees(rule: str, tmp_path: Path) -> None:
    document = json.loads((ROOT / "openapi" / "suppliers.json").read_text())
    BREAKS[rule](document)
    broken = tmp_path / "broken.json"
    broken.write_text(json.dumps(document))
    done = subprocess.run(
        [NODE_MODULES / ".bin" / "spectral", "lint", "--ruleset", TOOLS / "spectral.yaml", "--fail-severity=warn",
         "--format=json", "--quiet", broken],
        env=ENVIRONMENT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert rule in {fault["code"] for fault in json.loads(done.stdout)}
    assert done.returncode == 1
