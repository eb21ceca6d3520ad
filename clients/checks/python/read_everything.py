"""Read, with the generated Python client, all that every account of the demo may read.

Usage: [MOST_OF_A_KIND=50] read_everything.py <address> <accounts.json> <openapi.json> <requests.json>

Each answer must become an object of a generated class, hold no field that the class does not know, and be the same
JSON again when it is written. `requests.json` lists what was asked, for the TypeScript program.
"""

import json
import os
import pkgutil
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import attrs
import hrdd_client.api
from hrdd_client import AuthenticatedClient
from hrdd_client.models import ProblemDocument
from hrdd_client.types import File

PARAMETER = re.compile(r"\{(\w+)\}")
MOST = int(os.environ.get("MOST_OF_A_KIND", "1000000"))
"""How many single resources of a kind an account reads."""

PARTS = {"clauses"}
"""What is read one by one, and listed only within the thing that it belongs to."""

REQUIRED = {"finding_id": "/v1/findings"}
"""Query parameters that an operation needs, and the list that has their values."""


def generated_operations() -> dict[str, ModuleType]:
    """The modules of the client, one for each operation, by the operation's id."""
    modules = pkgutil.walk_packages(hrdd_client.api.__path__, hrdd_client.api.__name__ + ".")
    return {module.name.rpartition(".")[2]: import_module(module.name) for module in modules if not module.ispkg}


def unknown_fields(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from unknown_fields(item, f"{place}[{number}]")
    elif attrs.has(type(value)) and not isinstance(value, ProblemDocument):
        names = [field.name for field in attrs.fields(type(value))]
        more = getattr(value, "additional_properties", {})
        if more and names != ["additional_properties"]:
            yield f"{place}: {sorted(more)}"
        for name in names:
            yield from unknown_fields(getattr(value, name), f"{place}.{name}")


def comparable(value: Any) -> Any:
    """Instants may be written with `Z` or `+00:00`, and with or without zero microseconds."""
    if isinstance(value, dict):
        return {name: comparable(item) for name, item in value.items()}
    if isinstance(value, list):
        return [comparable(item) for item in value]
    if isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\dT", value):
        return datetime.fromisoformat(value)
    return value


class Reader:
    """Reads as one account; remembers the items of every list, by its path."""

    def __init__(self, address: str, account: str, key: str, operations: dict[str, ModuleType]) -> None:
        self.client = AuthenticatedClient(base_url=address, token=key)
        self.account = account
        self.operations = operations
        self.items: dict[str, list[dict[str, Any]]] = {}
        self.requests: list[dict[str, Any]] = []

    def read(self, path: str, operation: dict[str, Any]) -> None:
        for values in self.fillings(path):
            for query in self.queries(operation):
                self.read_pages(path, operation["operationId"], values, query)

    def fillings(self, path: str) -> list[dict[str, str]]:
        """The values of the parameters in the path, out of the lists above it."""
        fillings: list[dict[str, str]] = [{}]
        for parameter in PARAMETER.finditer(path):
            above, name = path[: parameter.start()].rstrip("/"), parameter[1]
            fillings = [
                {**values, name: str(item["id" if name.endswith("_id") else name])}
                for values in fillings
                for item in self.items.get(above.format(**values), ())
            ]
        return fillings[:MOST]

    def queries(self, operation: dict[str, Any]) -> list[dict[str, str]]:
        needed = [
            one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and one["required"]
        ]
        if not needed:
            return [{}]
        (name,) = needed
        return [{name: item["id"]} for item in self.items.get(REQUIRED[name], ())]

    def read_pages(self, path: str, operation_id: str, values: dict[str, str], query: dict[str, str]) -> None:
        concrete = path.format(**values)
        while True:
            answer = self.operations[operation_id].sync_detailed(*values.values(), client=self.client, **query)
            self.requests.append({
                "account": self.account, "path": path, "values": values, "query": query,
                "status": int(answer.status_code),
            })  # fmt: skip
            self.check(f"{self.account}: GET {concrete} {query}", answer)
            if answer.status_code != 200 or isinstance(answer.parsed, File):
                return
            body = json.loads(answer.content)
            self.items.setdefault(concrete, []).extend(body.get("items") or ())
            for part in PARTS & body.keys():
                self.items[f"{concrete}/{part}"] = body[part]
            if not body.get("next") or "after" in self.operations[operation_id].sync_detailed.__annotations__:
                return
            query = {**query, "cursor": body["next"]}

    def check(self, place: str, answer: Any) -> None:
        problem = isinstance(answer.parsed, ProblemDocument)
        assert answer.parsed is not None, f"{place}: {answer.status_code} is not described"
        assert problem == (answer.status_code >= 400), f"{place}: {answer.status_code} {answer.content[:300]!r}"
        if isinstance(answer.parsed, File):
            return
        body = json.loads(answer.content)
        assert not list(unknown_fields(answer.parsed, place))
        assert comparable(answer.parsed.to_dict()) == comparable(body), f"{place}: {body}"


def main(address: str, accounts: str, description: str, requests: str) -> None:
    document = json.loads(Path(description).read_text())
    operations = generated_operations()
    ids = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    assert ids == set(operations), f"not generated: {ids - set(operations)}"
    readable = [(path, item["get"]) for path, item in document["paths"].items() if "get" in item]
    readable.sort(key=lambda pair: (len(PARAMETER.findall(pair[0])), bool(pair[1].get("x-after")), pair[0]))
    asked: list[dict[str, Any]] = []
    for account, credentials in json.loads(Path(accounts).read_text()).items():
        reader = Reader(address, account, credentials["api_key"], operations)
        for path, operation in sorted(readable, key=lambda pair: pair[0] == "/v1/exposures" or 0):
            reader.read(path, operation)
        asked += reader.requests
    Path(requests).write_text(json.dumps(asked))
    read = {request["path"] for request in asked if request["status"] == 200}
    never = sorted(path for path, _ in readable if path not in read)
    sys.stdout.write(json.dumps({
        "operations": len(operations), "readable": len(readable), "requests": len(asked),
        "answers": sum(request["status"] == 200 for request in asked), "never read": never,
    }) + "\n")  # fmt: skip


if __name__ == "__main__":
    main(*sys.argv[1:])
