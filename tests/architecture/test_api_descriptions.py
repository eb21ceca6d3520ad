"""The contracts: what the services say now is what is committed, and it is all that a client needs."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from local_stack.api_descriptions import files

METHODS = ("get", "post", "put", "patch", "delete")
PUBLIC = {
    ("post", "/v1/token"),
    ("post", "/v1/invitations/accept"),
    ("get", "/.well-known/jwks.json"),
}
"""Operations that need no credential."""

Operation = dict[str, Any]


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, item in contract["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path, item[method]


def resolved(contract: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in part:
        found: Any = contract
        for name in part["$ref"].removeprefix("#/").split("/"):
            found = found[name]
        part = found
    return part


def bodies(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for method, path, operation in operations(contract):
        for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{method} {path}", media_type, content


def test_what_is_committed_is_what_the_service_says(service: str, said: dict[str, str]) -> None:
    for file in files(service):
        assert file.read_text() == said[service], f"{file.name} has drifted: make openapi"


def test_it_is_valid_openapi(contract: dict[str, Any]) -> None:
    faults = [
        f"{list(error.absolute_path)}: {error.message}" for error in OpenAPIV31SpecValidator(contract).iter_errors()
    ]
    assert faults == []
    assert contract["openapi"].startswith("3.1")


def test_every_operation_says_what_it_is_for(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        for wanted in ("summary", "description", "operationId", "tags"):
            assert operation.get(wanted), f"{method} {path} has no {wanted}"


def test_operation_ids_are_unique_across_the_services(said: dict[str, str]) -> None:
    ids = [operation["operationId"] for text in said.values() for *_, operation in operations(json.loads(text))]
    assert {name for name in ids if ids.count(name) > 1} == set()


def test_no_two_services_answer_at_one_address(said: dict[str, str]) -> None:
    found = [(method, path) for text in said.values() for method, path, _ in operations(json.loads(text))]
    assert len(found) == len(set(found))


def test_every_operation_says_its_permission_or_is_public(contract: dict[str, Any]) -> None:
    open_ones = {
        (method, path) for method, path, operation in operations(contract) if "x-permission" not in operation
    }
    assert open_ones <= PUBLIC
    for method, path, operation in operations(contract):
        assert ((method, path) in PUBLIC) != bool(operation.get("security")), f"{method} {path}"


def test_every_answer_has_a_shape(contract: dict[str, Any]) -> None:
    shapeless = []
    for method, path, operation in operations(contract):
        good = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
        assert good, f"{method} {path} never succeeds"
        for status, answer in good.items():
            content = answer.get("content", {})
            if status != "204" and not (content and all(shape.get("schema") for shape in content.values())):
                shapeless.append(f"{method} {path} {status}")
    assert shapeless == []


def test_every_refusal_is_a_problem_document_with_an_example(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        assert "default" in operation["responses"], f"{method} {path}"
        for status, answer in operation["responses"].items():
            if status.startswith(("4", "5")):
                (media_type,) = answer["content"]
                assert media_type == "application/problem+json", f"{method} {path} {status}"
                examples = [
                    resolved(contract, example) for example in answer["content"][media_type]["examples"].values()
                ]
                assert all(example["value"]["status"] == int(status) for example in examples), f"{method} {path}"


def examples_of(contract: dict[str, Any], media_type: str, content: dict[str, Any]) -> list[Any]:
    """Whole examples of a body; a form is shown by its fields, an array by one of its items."""
    schema = resolved(contract, content["schema"])
    if schema.get("type") == "array":
        return [[example] for example in resolved(contract, schema["items"]).get("examples", ())]
    if media_type == "multipart/form-data":
        fields = {name: schema["properties"][name] for name in schema.get("required", ())}
        shown = {name: field["examples"][0] for name, field in fields.items() if "examples" in field}
        plain = {name for name, field in fields.items() if {"contentMediaType", "format", "enum"} & set(field)}
        return [{}] if set(fields) <= set(shown) | plain else []
    return list(schema.get("examples") or ([content["example"]] if "example" in content else []))


def test_every_body_has_an_example_that_fits(contract: dict[str, Any]) -> None:
    faults = []
    for operation, media_type, content in bodies(contract):
        examples = examples_of(contract, media_type, content)
        whole = {**content["schema"], "components": contract["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker())
        told = [] if media_type == "multipart/form-data" else examples
        faults += [f"{operation}: {error.message}" for example in told for error in validator.iter_errors(example)]
        faults += [] if examples else [f"{operation} has no example of its body"]
    assert faults == []


def test_every_body_has_a_limit(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        assert ("requestBody" in operation) <= ("x-max-body-bytes" in operation), f"{method} {path}"


def test_every_json_body_has_a_limit_of_its_values(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        is_json = "application/json" in operation.get("requestBody", {}).get("content", {})
        assert is_json == ("x-max-body-values" in operation), f"{method} {path}"


def test_a_body_that_anyone_may_send_is_small(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        if operation.get("x-permission") == "public":
            assert operation.get("x-max-body-bytes", 0) <= 16 << 10, f"{method} {path}"


def _unbounded(contract: dict[str, Any], schema: dict[str, Any], place: str, seen: frozenset[str]) -> Iterator[str]:
    """Places where a caller may send a text, a number, a list or an object without end."""
    if schema.get("$ref") in seen:
        return
    seen |= {schema.get("$ref", "")}
    schema = resolved(contract, schema)
    bounds = {
        "string": {"maxLength", "enum", "format", "pattern", "const", "contentMediaType"},
        "integer": {"maximum", "exclusiveMaximum", "enum", "const"},
        "number": {"maximum", "exclusiveMaximum", "enum", "const"},
        "array": {"maxItems"},
    }.get(str(schema.get("type")))
    if bounds and not bounds & set(schema):
        yield place
    if "additionalProperties" in schema and schema["additionalProperties"] is not False:
        names = resolved(contract, schema.get("propertyNames", {}))
        if "maxProperties" not in schema and "enum" not in names:
            yield place
        yield from _unbounded(contract, schema["additionalProperties"], f"{place}/*", seen)
    for name, below in schema.get("properties", {}).items():
        yield from _unbounded(contract, below, f"{place}/{name}", seen)
    ways = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if any("maximum" in way for way in ways):  # a decimal may come as text, and is judged as the number it says
        ways = [way for way in ways if way != {"type": "string"}]
    for below in ways:
        yield from _unbounded(contract, below, place, seen)
    if "items" in schema:
        yield from _unbounded(contract, schema["items"], f"{place}/0", seen)


def test_nothing_a_caller_sends_is_without_end(contract: dict[str, Any]) -> None:
    sent = [(operation, content["schema"]) for operation, _, content in bodies(contract)]
    for method, path, operation in operations(contract):
        sent += [(f"{method} {path}?{given['name']}", given["schema"]) for given in operation.get("parameters", ())]
    found = [place for name, schema in sent for place in _unbounded(contract, schema, name, frozenset())]
    assert found == []


def test_lists_have_one_shape(contract: dict[str, Any]) -> None:
    for method, path, operation in operations(contract):
        schema = operation["responses"].get("200", {}).get("content", {}).get("application/json", {}).get("schema")
        if method == "get" and schema:
            properties = resolved(contract, schema).get("properties", {})
            assert resolved(contract, schema).get("type") != "array", f"{path} is a bare array"
            if "id" not in properties:
                assert ("items" in properties) == ("next" in properties), f"{path} is a list of its own shape"


def test_names_are_written_alike(contract: dict[str, Any]) -> None:
    for _, path, operation in operations(contract):
        for part in path.split("/")[1:]:
            assert re.fullmatch(r"[a-z0-9-]+|\{[a-z_]+\}|\.well-known|jwks\.json", part), path
        for given in operation.get("parameters", ()):
            if given["in"] == "query":
                assert re.fullmatch(r"[a-z][a-z0-9_]*", given["name"]), f"{path}?{given['name']}"
    for name, schema in contract["components"]["schemas"].items():
        for field in schema.get("properties", {}):
            assert re.fullmatch(r"[a-z][a-z0-9_]*", field), f"{name}.{field}"


@pytest.mark.parametrize("hidden", ["/internal", "/health"])
def test_what_is_internal_is_promised_to_nobody(contract: dict[str, Any], hidden: str) -> None:
    assert [path for path in contract["paths"] if path.startswith(hidden)] == []
