"""Every code that a body takes is a value of an enum, or is looked up in its list.

A field that takes any code is here with the reason.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from chassis.api_names import walk
from dialogue.findings.assessment.rules import SalientIssue
from dialogue.questionnaires.rules import ObligationType
from suppliers.code_lists.queries import code_lists
from support.services import ROOT, SERVICES

CODE = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"

LOOKED_UP = {
    ("ClauseIn", "template"): "unknown_clause_template",
    ("ClauseTemplateIn", "source_template"): "clause_template_not_found",
    ("ImportNoticeForm", "clause_template"): "unknown_clause_template",
    ("AssignmentIn", "questionnaire"): "questionnaire_not_found",
    ("FindingIn", "provisions"): "unknown_provision",
    ("FindingPatch", "provisions"): "unknown_provision",
    ("ActionPointIn", "provisions"): "unknown_provision",
    ("ActionPointPatch", "provisions"): "unknown_provision",
}
"""Fields whose codes are looked up, with the problem of an unknown one."""

OWN = {
    ("FindingIn", "method"): "a monitor may have methods of its own",
    ("FindingPatch", "method"): "a monitor may have methods of its own",
    ("FindingIn", "reference"): "the monitor's own reference",
    ("FindingPatch", "reference"): "the monitor's own reference",
    ("Option", "code"): "the author names the choices",
    ("Question", "code"): "the author names the questions",
    ("Question", "section"): "the author names the sections",
    ("Section", "code"): "the author names the sections",
    ("ClauseTemplateIn", "code"): "the author names the template",
    ("ClauseTemplateIn", "kind"): "the author names the kind of clause",
    ("QuestionnaireIn", "code"): "the author names the questionnaire",
}


def bodies(document: dict[str, Any]) -> Iterator[str]:
    """The names of all schemas that a request is made of."""
    schemas = document["components"]["schemas"]
    unread = [
        operation["requestBody"]
        for item in document["paths"].values()
        for operation in item.values()
        if "requestBody" in operation
    ]
    known: set[str] = set()
    while unread:
        text = json.dumps(unread.pop())
        for name in schemas:
            if name not in known and f'"#/components/schemas/{name}"' in text:
                known.add(name)
                unread.append(schemas[name])
                yield name


def coded(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name in bodies(document):
        for field, schema in document["components"]["schemas"][name].get("properties", {}).items():
            if any(part.get("pattern") == CODE for part in walk(schema)):
                yield name, field


@pytest.fixture(scope="module")
def documents() -> list[dict[str, Any]]:
    return [json.loads((ROOT / f"openapi/{name}.json").read_text("utf-8")) for name in SERVICES]


def test_every_field_that_takes_any_code_is_looked_up_or_the_authors_own(documents: list[dict[str, Any]]) -> None:
    found = {field for document in documents for field in coded(document)}
    assert found == LOOKED_UP.keys() | OWN.keys()


def test_a_look_up_that_fails_is_described(documents: list[dict[str, Any]]) -> None:
    examples = {code for document in documents for code in document["components"]["examples"]}
    assert set(LOOKED_UP.values()) <= examples


def test_the_codes_of_questions_are_those_of_their_lists() -> None:
    assert [item.code for item in code_lists()["obligation_types"].items] == [duty.value for duty in ObligationType]
    assert [issue.value for issue in SalientIssue] == [f"SI{number:02}" for number in range(1, 18)]
