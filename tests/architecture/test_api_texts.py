"""The API description as people and client generators read it: names, descriptions, examples."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from gateway.api_reference.description.merge import merged
from support.api_gaps import answers, bodies, undescribed, without_example

GAPS = {
    "undescribed": {"suppliers": 0, "dialogue": 0, "gateway": 0},
    "without_example": {"suppliers": 0, "dialogue": 0, "gateway": 0},
}
"""How many places still lack a text or an example. Lower a number when you have written some; never raise one."""


@pytest.mark.parametrize("gaps", [undescribed, without_example])
def test_what_is_not_described_or_shown_becomes_less(
    service: str, contract: dict[str, Any], gaps: Callable[[dict[str, Any]], Iterator[str]]
) -> None:
    found = sorted(gaps(contract))
    most = GAPS[gaps.__name__][service]
    assert len(found) <= most, f"{len(found)} places, {most} allowed:\n" + "\n".join(found)


def test_a_schema_is_named_and_titled_like_a_class(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        assert re.fullmatch(r"[A-Z][A-Za-z0-9]*", name), name
        assert schema["title"] == name


def test_one_name_means_one_thing_on_the_whole_platform(said: dict[str, str]) -> None:
    whole = merged({service: json.loads(text) for service, text in said.items()})
    titles = [schema["title"] for schema in whole["components"]["schemas"].values()]
    assert len(titles) == len(set(titles))


def test_no_property_or_parameter_has_a_title(contract: dict[str, Any]) -> None:
    for name, schema in contract["components"]["schemas"].items():
        for field, part in schema.get("properties", {}).items():
            assert "title" not in part, f"{name}.{field}"
    for item in contract["paths"].values():
        for operation in item.values():
            assert not [given for given in operation.get("parameters", ()) if "title" in given["schema"]]


def test_every_example_fits_its_schema(contract: dict[str, Any]) -> None:
    faults = []
    for place, content in (*bodies(contract), *answers(contract)):
        whole = {**content["schema"], "components": contract["components"]}
        validator = Draft202012Validator(whole, format_checker=FormatChecker())
        for name in content.get("examples", ()):
            example = contract["components"]["examples"][name]["value"]
            faults += [f"{place}: {error.json_path} {error.message}" for error in validator.iter_errors(example)]
    assert faults == []
