"""Requests to every operation of an API description, half of them as described and half of them wrong on purpose.

All choices come from a `random.Random`: the same seed and the same known ids give the same requests.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import quote

Document = dict[str, Any]
Schema = Mapping[str, Any]

UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
WRONG_SHARE = 0.15
"""Of the values."""

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**31,
    2**63,
    -(10**40),
    1e308,
    "",
    " ",
    "x" * 5000,
    "a\x00b",
    "\u202e\u200b",
    "\ud800",
    "é" * 200,
    "%00",
    "' or 1=1 --",
    "../../etc/passwd",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "0000-00-00",
    "-0001-01-01",
    "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59",
    "P9999999Y",
    "system",
    "NaN",
    "1e400",
    "00000000-0000-0000-0000-000000000000",
    [],
    {},
    [[[[[[]]]]]],
    [None] * 300,
    {"$ref": "x"},
)
DAYS = (
    "0001-01-01",
    "1970-01-01",
    "2024-02-29",
    "2025-06-30",
    "2026-01-01",
    "2026-11-26",
    "2031-12-31",
    "9999-12-31",
)
TEXTS = ("Meridiaan", "BE", "en", "laptop", "2026", "x", "12.50", "a.b", "C029", "noor@meridiaan.example")


@dataclass(frozen=True)
class ArbitraryRequest:
    """One request, and how to send it with httpx."""

    method: str
    path: str
    template: str
    options: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.path} {str(self.options)[:1500]}"


class Requests:
    """`ids` are those that exist; `tags` the ETags that were seen, by path."""

    def __init__(self, document: Document, random: Random, ids: Sequence[str]) -> None:
        self._document = document
        self._random = random
        self._ids = ids
        self.tags: dict[str, str] = {}

    def operations(self) -> Iterator[tuple[str, str, Document]]:
        for template, item in sorted(self._document["paths"].items()):
            for method, operation in sorted(item.items()):
                if isinstance(operation, dict) and "responses" in operation:
                    yield method.upper(), template, operation

    def request(self, method: str, template: str, operation: Document) -> ArbitraryRequest:
        path = template
        query: list[tuple[str, str]] = []
        headers: dict[str, str] = {}
        for parameter in map(self._resolved, operation.get("parameters", ())):
            name, schema = parameter["name"], parameter.get("schema", {})
            if parameter["in"] == "path":
                path = path.replace("{" + name + "}", quote(self._text(schema), safe=""))
            elif parameter["in"] == "query" and (parameter.get("required") or self._chance(0.5)):
                query += [(name, self._text(schema)) for _ in range(self._random.choice((1, 1, 1, 2)))]
        if method in ("PATCH", "PUT") or self._chance(0.1):
            headers["If-Match"] = self._random.choice((self.tags.get(path, '"1.x"'), '"1.x"', "*", "nonsense"))
        if method == "POST" and self._chance(0.1):
            headers["Idempotency-Key"] = self._ascii(self._any(WRONG)).strip()[:300]
        body = self._body(operation)
        sent = {"params": query, "headers": headers | body.pop("headers", {}), **body}
        return ArbitraryRequest(method, path, template, sent)

    def _body(self, operation: Document) -> dict[str, Any]:
        contents = operation.get("requestBody", {}).get("content", {})
        if not contents:
            return {}
        media_type = self._random.choice(sorted(contents))
        content = contents[media_type]
        body = self._value(content.get("schema", {}))
        example = self._example(content)
        if example is not None and self._chance(0.6):
            body = self._changed(example)
        if media_type.startswith("multipart"):
            fields = body if isinstance(body, dict) else {}
            file = self._random.choice(
                (b"", b"name,country\nA,BE\n", b"PK\x03\x04" + b"\x00" * 60, b"%PDF-1.7", b"\xff\xfe")
            )
            return {
                "files": {"file": ("list.csv", file)},
                "data": {name: self._ascii(v) for name, v in fields.items() if name != "file"},
            }
        if "urlencoded" in media_type:
            fields = body if isinstance(body, dict) else {}
            return {"data": {str(name): self._ascii(value) for name, value in fields.items()}}
        return {"content": json.dumps(body).encode(), "headers": {"Content-Type": media_type}}

    def _example(self, content: Document) -> Any:
        for example in content.get("examples", {}).values():
            return self._resolved(example).get("value")
        return self._resolved(content.get("schema", {})).get("examples", [None])[0]

    def _changed(self, example: Any) -> Any:
        """The example with existing ids, and perhaps one place replaced by another value."""
        text = UUID.sub(lambda _: self._random.choice(self._ids), json.dumps(example))
        value = json.loads(text)
        ways = list(_places(value))
        if not ways or self._chance(0.3):
            return value
        *way, last = self._random.choice(ways)
        here = value
        for step in way:
            here = here[step]
        if isinstance(here, dict) and self._chance(0.2):
            del here[last]
        else:
            here[last] = self._any((*WRONG, *DAYS, *TEXTS, self._random.choice(self._ids)))
        return value

    def _value(self, schema: Schema, depth: int = 0) -> Any:
        schema = self._resolved(schema)
        if self._chance(WRONG_SHARE) or depth > 6:
            return self._any(WRONG)
        for union in ("anyOf", "oneOf"):
            if union in schema:
                return self._value(self._random.choice(schema[union]), depth + 1)
        if "allOf" in schema:
            return self._value(schema["allOf"][0], depth + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self._random.choice(schema["enum"])
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            return self._object(schema, depth)
        if kind == "array":
            count = self._random.choice((0, 1, 1, 2, 3))
            return [self._value(schema.get("items", {}), depth + 1) for _ in range(count)]
        return self._scalar(kind, schema)

    def _object(self, schema: Schema, depth: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        made = {
            name: self._value(part, depth + 1)
            for name, part in schema.get("properties", {}).items()
            if name in required or self._chance(0.6)
        }
        if self._chance(0.05):
            made["colour"] = "red"
        return made

    def _scalar(self, kind: Any, schema: Schema) -> Any:
        random = self._random
        if kind in ("integer", "number"):
            low, high = schema.get("minimum", -5), schema.get("maximum", 10_000)
            return random.choice((low, high, random.randint(int(low), int(min(high, 10**9)))))
        if kind == "boolean":
            return self._chance(0.5)
        if kind == "null":
            return None
        form = schema.get("format")
        if form == "uuid":
            return random.choice(self._ids)
        if form == "date":
            return random.choice(DAYS)
        if form == "date-time":
            return random.choice(DAYS) + random.choice(("T00:00:00Z", "T23:59:59.999999+14:00"))
        examples = schema.get("examples") or ()
        return random.choice((*examples, *TEXTS, random.choice(self._ids), random.choice(DAYS)))

    def _resolved(self, part: Any) -> Any:
        while isinstance(part, Mapping) and "$ref" in part:
            here: Any = self._document
            for step in str(part["$ref"]).removeprefix("#/").split("/"):
                here = here[step.replace("~1", "/")]
            part = here
        return part

    def _text(self, schema: Schema) -> str:
        value = self._value(schema)
        if isinstance(value, list):
            value = value[0] if value else ""
        text = value if isinstance(value, str) else json.dumps(value)
        return text.encode("utf-8", "replace").decode()[:2000]

    def _ascii(self, value: Any) -> str:
        text = value if isinstance(value, str) else json.dumps(value)
        return re.sub(r"[^ -~]", "?", text)

    def _chance(self, share: float) -> bool:
        return self._random.random() < share

    def _any(self, values: Sequence[Any]) -> Any:
        return values[self._random.randrange(len(values))]


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, below in items:
        yield (*way, step)
        yield from _places(below, (*way, step))
