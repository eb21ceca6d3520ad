"""One contract out of three: what the platform promises, whichever part answers."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from gateway.api_reference.description.chapters import INTRODUCTION, chapters_of

Document = dict[str, Any]

INFO = {
    "title": "Human rights due diligence between public buyers and ICT suppliers",
    "version": "1",
    "description": INTRODUCTION,
}


def merged(documents: Mapping[str, Document]) -> Document:
    """The union of the services' contracts, by service name.

    A component that two services mean differently, and an operation id that two use, gets its service's name in
    front in the later one.
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
            _take_in(whole, service, document)
    whole["tags"] = chapters_of(tag for one in _operations(whole["paths"].values()) for tag in one.get("tags", ()))
    return whole


def _take_in(whole: Document, service: str, document: Document) -> None:
    renamed = _renamed(document, _clashes(whole, document, service))
    for kind, components in renamed.get("components", {}).items():
        whole["components"].setdefault(kind, {}).update(components)
    used = {operation.get("operationId") for operation in _operations(whole["paths"].values())}
    for operation in _operations(renamed["paths"].values()):
        if operation.get("operationId") in used:
            operation["operationId"] = f"{service}_{operation['operationId']}"
        if roles := operation.get("x-roles"):
            operation["description"] += f"\n\nFor the roles {', '.join(f'`{role}`' for role in roles)}."
    for path, item in renamed["paths"].items():
        whole["paths"].setdefault(path, {}).update(item)


def _clashes(whole: Document, document: Document, service: str) -> dict[str, str]:
    """New references for components that this document means otherwise than those before it."""
    clashes: dict[str, str] = {}
    for kind, components in document.get("components", {}).items():
        known = whole["components"].get(kind, {})
        for name, meaning in components.items():
            if name in known and known[name] != meaning:
                prefix = f"#/components/{kind}/"
                clashes[prefix + name] = f"{prefix}{service.title()}{name}"
    return clashes


def _renamed(document: Document, clashes: Mapping[str, str]) -> Document:
    text = json.dumps(document)
    for old, new in clashes.items():
        text = text.replace(json.dumps(old), json.dumps(new))
    copy: Document = json.loads(text)
    for old, new in clashes.items():
        _, _, kind, name = old.split("/")
        components = copy["components"][kind]
        components[new.split("/")[-1]] = components.pop(name)
    return copy


def _operations(items: Iterable[Document]) -> list[Document]:
    return [operation for item in items for operation in item.values() if isinstance(operation, dict)]
