"""Every answer that a test gets is held against the API description of the service that gave it.

This is stricter than a client has to be: a field that the schema does not name is a fault, and so is a problem
whose code the operation does not declare.
"""

import copy
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import cache, cached_property
from typing import Any
from weakref import WeakKeyDictionary

import httpx
import jsonschema_rs
from fastapi import FastAPI

from chassis.api_names import REFERENCE, operations_of, schemas_of, walk
from gateway.app import Gateway
from gateway.proxy.api_descriptions import api_description
from gateway.services_api.rules import BEHIND_GATEWAY, ServiceName

PROBLEM, STREAM = "application/problem+json", "text/event-stream"
DESCRIBED = ("/v1/", "/internal/", "/health/", "/.well-known/")
"""Where paths begin that are described; pages and files are not."""

EVENT = "#/components/schemas/CloudEvent"

REFUSED_ANYWHERE = {404, 405}
"""The statuses, always with a problem, of a request that is no operation."""

NO_OPERATION = {"unknown_path", "method_not_allowed"}
"""The problems of such a request, also where only a character of its path makes it one."""

Document = dict[str, Any]


class AnswerChecks:
    """The rules of one API description, compiled when they are first needed."""

    def __init__(
        self, document: Document, *, described: tuple[str, ...] = DESCRIBED, apart: tuple[str, ...] = ()
    ) -> None:
        """`described` says where paths begin that the document describes, `apart` which of these it does not."""
        self._document = _strict(document)
        self._described, self._apart = described, apart
        self._validators: dict[tuple[str, str, str, str], jsonschema_rs.Draft202012Validator] = {}

    async def __call__(self, answer: httpx.Response) -> None:
        """A hook of httpx's; the events of a stream are checked as they come."""
        if media_type_of(answer) == STREAM:
            assert isinstance(answer.stream, httpx.AsyncByteStream)
            answer.stream = CheckedStream(answer.stream, self.event_faults)
        else:
            await answer.aread()
        self.check(answer)

    def of_client(self, answer: httpx.Response) -> None:
        """The same hook for a client that is not asynchronous."""
        answer.read()
        self.check(answer)

    def check(self, answer: httpx.Response) -> None:
        faults = list(self.faults(answer, media_type_of(answer)))
        asked = f"{answer.request.method} {answer.request.url.path} {answer.status_code}"
        assert not faults, f"{asked} is not what the API description says: {faults} {said(answer)}"

    def event_faults(self, data: bytes) -> list[str]:
        """What is wrong with the data of one event of a stream."""
        validator = self._validator(("/v1/events", "get", "200", STREAM), {"$ref": EVENT})
        return [
            f"{error.instance_path}: {error.message[:300]}" for error in validator.iter_errors(json.loads(data))
        ]

    def faults(self, answer: httpx.Response, media_type: str) -> Iterator[str]:
        is_head = answer.request.method == "HEAD"
        method = "get" if is_head else answer.request.method.lower()
        path = answer.request.url.raw_path.decode().partition("?")[0]
        if not path.startswith(self._described) or path.startswith(self._apart):
            return
        found = self._operation(method, path)
        if found is None:
            if answer.status_code not in REFUSED_ANYWHERE or media_type != PROBLEM:
                yield "no such operation"
            return
        path, operation = found
        status = str(answer.status_code)
        described = operation["responses"].get(status)
        if described is None:
            yield f"status {status} is not described"
            return
        if "Location" in described.get("headers", {}) and "location" not in answer.headers:
            yield "the Location is missing"
        content = described.get("content", {})
        if is_head and not answer.content:
            return
        if media_type == STREAM and STREAM in content:
            return
        if not content or not answer.content:
            if bool(content) != bool(answer.content):
                yield "a body is described but not there, or the other way round"
            return
        if media_type not in content:
            yield f"media type {media_type} is not described"
        elif media_type.endswith("json"):
            body = json.loads(answer.content)
            validator = self._validator((path, method, status, media_type), content[media_type]["schema"])
            yield from (f"{error.instance_path}: {error.message[:300]}" for error in validator.iter_errors(body))
            known = {*NO_OPERATION, *content[media_type].get("examples", ())}
            if media_type == PROBLEM and body["code"] not in known:
                yield f"the problem {body['code']} is not declared"

    def _operation(self, method: str, path: str) -> tuple[str, Document] | None:
        for template, pattern in self._patterns:
            if pattern.fullmatch(path) and method in self._document["paths"][template]:
                return template, self._document["paths"][template][method]
        return None

    @cached_property
    def _patterns(self) -> list[tuple[str, re.Pattern[str]]]:
        """Fixed segments are asked first: `/match` before `/{facility_id}`."""
        templates = sorted(self._document["paths"], key=lambda path: (path.count("{"), path))
        return [(path, re.compile(re.sub(r"\{[^}]*\}", "[^/]+", path))) for path in templates]

    def _validator(self, key: tuple[str, str, str, str], schema: Document) -> jsonschema_rs.Draft202012Validator:
        if key not in self._validators:
            used = _used_by(schema, self._document["components"]["schemas"])
            whole = {**schema, "components": {"schemas": used}}
            self._validators[key] = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        return self._validators[key]


class CheckedStream(httpx.AsyncByteStream):
    """A stream of events, each of which is held against its schema before a test sees it."""

    def __init__(self, stream: httpx.AsyncByteStream, faults: Callable[[bytes], list[str]]) -> None:
        self._stream, self._faults = stream, faults

    async def __aiter__(self) -> AsyncIterator[bytes]:
        rest = b""
        async for piece in self._stream:
            *lines, rest = (rest + piece).split(b"\n")
            for line in lines:
                if line.startswith(b"data: "):
                    faults = self._faults(line.removeprefix(b"data: "))
                    assert not faults, f"An event is not what the API description says: {faults} {line[:2000]!r}"
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()


def media_type_of(answer: httpx.Response) -> str:
    return answer.headers.get("content-type", "").partition(";")[0]


def said(answer: httpx.Response) -> str:
    return "" if media_type_of(answer) == STREAM else answer.text[:2000]


def _used_by(schema: Document, schemas: Document) -> Document:
    """The schemas that it refers to, directly or not.

    A validator keeps a copy of every schema that it is given: with all of them, each would take 4 MB. It is refused
    when it is compiled if one is missing.
    """
    used: Document = {}
    unread = [schema]
    while unread:
        references = (part.get("$ref") for part in walk(unread.pop()))
        names = {reference.removeprefix(REFERENCE) for reference in references if reference}
        unread += [schemas[name] for name in names - used.keys()]
        used |= {name: schemas[name] for name in names}
    return used


def _strict(document: Document) -> Document:
    document = copy.deepcopy(document)
    schemas = [part for schema in document["components"]["schemas"].values() for part in walk(schema)]
    schemas += [part for one in operations_of(document) for schema in schemas_of(one) for part in walk(schema)]
    for schema in schemas:
        if "properties" in schema:
            schema.setdefault("additionalProperties", False)
    return document


_checks: WeakKeyDictionary[FastAPI | Gateway, AnswerChecks] = WeakKeyDictionary()


def checks_of(app: FastAPI | Gateway) -> AnswerChecks:
    """The checks of an app, internal operations included; made once."""
    if app not in _checks:
        document = app.openapi()
        if isinstance(app, Gateway):
            document = union_of([document, *(api_description(service) for service in BEHIND_GATEWAY)])
        _checks[app] = AnswerChecks(document)
    return _checks[app]


def union_of(documents: Iterable[Document]) -> Document:
    """What may be asked through the gateway, also internally."""
    whole: Document = {"paths": {}, "components": {"schemas": {}}}
    for document in documents:
        whole["paths"] |= document["paths"]
        whole["components"]["schemas"] |= document["components"]["schemas"]
    return whole


@cache
def committed_checks() -> AnswerChecks:
    """The checks of a platform, or of one service, that runs behind a real server."""
    documents = [api_description(service) for service in ServiceName]
    return AnswerChecks(union_of(documents), described=("/v1/",), apart=("/v1/test-clock",))
