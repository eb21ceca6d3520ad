"""One API description of the whole platform, made of those of all services."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.api_reference.description.tags import INTRODUCTION, tags_in_use

Document = dict[str, Any]

INFO = {
    "title": "Human rights due diligence between public buyers and ICT suppliers",
    "version": "1",
    "description": INTRODUCTION,
}


def merged(documents: Mapping[str, Document]) -> Document:
    """The union of the services' API descriptions, by service name.

    Raises ValueError if two services use one name for different things: a schema, an example, an operation id or
    an operation. A generated client would have two classes or functions of that name.
    """
    whole: Document = {
        "openapi": "3.1.0",
        "info": dict(INFO),
        "servers": [{"url": "/"}],
        "paths": {},
        "components": {},
    }
    for service, document in documents.items():
        if document:
            whole["info"] |= {
                key: document["info"][key] for key in ("license", "contact") if key in document["info"]
            }
            _add(whole, service, copy.deepcopy(document))
    _refuse_repeated_ids(whole)
    whole["tags"] = tags_in_use(tag for one in _operations(whole["paths"].values()) for tag in one.get("tags", ()))
    return whole


def _add(whole: Document, service: str, document: Document) -> None:
    for kind, components in document.get("components", {}).items():
        _unite(whole["components"].setdefault(kind, {}), components, f"{service}: {kind}")
    for path, item in document["paths"].items():
        _unite(whole["paths"].setdefault(path, {}), item, f"{service}: {path}")
    for operation in _operations(document["paths"].values()):
        if roles := operation.get("x-roles"):
            operation["description"] += f"\n\nRoles: {', '.join(f'`{role}`' for role in roles)}."


def _unite(present: Document, added: Document, place: str) -> None:
    for name, part in added.items():
        if present.setdefault(name, part) != part:
            raise ValueError(f"{place}: {name} is different in another service")


def _refuse_repeated_ids(whole: Document) -> None:
    ids = [operation.get("operationId") for operation in _operations(whole["paths"].values())]
    if repeated := sorted({str(name) for name in ids if ids.count(name) > 1}):
        raise ValueError(f"operation ids used twice: {', '.join(repeated)}")


def _operations(items: Iterable[Document]) -> Iterator[Document]:
    return (operation for item in items for operation in item.values() if isinstance(operation, dict))
