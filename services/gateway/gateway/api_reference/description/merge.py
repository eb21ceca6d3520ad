"""One API description out of three: every public operation of the platform, whichever service answers it."""

import copy
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from gateway.api_reference.description.chapters import INTRODUCTION, chapters_of

Document = dict[str, Any]

INFO = {
    "title": "Human rights due diligence between public buyers and ICT suppliers",
    "version": "1",
    "description": INTRODUCTION,
}


def merged(documents: Mapping[str, Document]) -> Document:
    """The union of the services' API descriptions, by service name.

    Raises ValueError where two services mean different things by one name: a schema, an example, an operation id or
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
            whole["info"] |= {key: document["info"][key] for key in ("license",) if key in document["info"]}
            _add(whole, service, copy.deepcopy(document))
    _refuse_repeated_ids(whole)
    whole["tags"] = chapters_of(tag for one in _operations(whole["paths"].values()) for tag in one.get("tags", ()))
    return whole


def _add(whole: Document, service: str, document: Document) -> None:
    for kind, components in document.get("components", {}).items():
        _unite(whole["components"].setdefault(kind, {}), components, f"{service}: {kind}")
    for path, item in document["paths"].items():
        _unite(whole["paths"].setdefault(path, {}), item, f"{service}: {path}")
    for operation in _operations(document["paths"].values()):
        if roles := operation.get("x-roles"):
            operation["description"] += f"\n\nFor the roles {', '.join(f'`{role}`' for role in roles)}."


def _unite(known: Document, added: Document, place: str) -> None:
    for name, meaning in added.items():
        if known.setdefault(name, meaning) != meaning:
            raise ValueError(f"{place}: {name} means something else in another service")


def _refuse_repeated_ids(whole: Document) -> None:
    ids = [operation.get("operationId") for operation in _operations(whole["paths"].values())]
    if repeated := sorted({str(name) for name in ids if ids.count(name) > 1}):
        raise ValueError(f"operation ids used twice: {', '.join(repeated)}")


def _operations(items: Iterable[Document]) -> Iterator[Document]:
    return (operation for item in items for operation in item.values() if isinstance(operation, dict))
