"""Clause templates, read from the data this service ships: `<code>.<version>.toml`."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from suppliers.clauses.rules import ClauseTemplate, ClauseTemplateNotFound, Duty, Recurrence, UnknownClauseTemplate


def _duty(said: Mapping[str, Any]) -> Duty:
    return Duty(
        type=said["type"],
        recurrence=Recurrence(said["recurrence"]),
        offset_months=said.get("offset_months", 0),
        offset_days=said.get("offset_days", 0),
        grace_days=said.get("grace_days", 0),
        notice_days=said["notice_days"],
        dd_alternative=said.get("dd_alternative", False),
        weight=said["weight"],
        text=said["text"],
    )


def _template(said: Mapping[str, Any]) -> ClauseTemplate:
    return ClauseTemplate(
        code=said["code"],
        version=said["version"],
        kind=said["kind"],
        title=said["title"],
        source=said["source"],
        duties=tuple(map(_duty, said["duties"])),
    )


@cache
def published() -> Mapping[tuple[str, int], ClauseTemplate]:
    """Every version of every template, by code and version."""
    sheets = [
        sheet for sheet in files("suppliers.clauses").joinpath("data").iterdir() if sheet.name.endswith(".toml")
    ]
    templates = [_template(tomllib.loads(sheet.read_text(encoding="utf-8"))) for sheet in sheets]
    return {(template.code, template.version): template for template in sorted(templates, key=_place)}


def _place(template: ClauseTemplate) -> tuple[str, int]:
    return template.code, template.version


@cache
def current() -> Mapping[str, ClauseTemplate]:
    """The latest version of each template."""
    return {template.code: template for template in published().values()}


def template(code: str, version: int | None = None) -> ClauseTemplate:
    """Raises ClauseTemplateNotFound."""
    found = current().get(code) if version is None else published().get((code, version))
    if found is None:
        raise ClauseTemplateNotFound
    return found


def named(code: str, *, pointer: str) -> ClauseTemplate:
    """The latest version, for a contract that asks for it; raises UnknownClauseTemplate at the pointer."""
    if code not in current():
        raise UnknownClauseTemplate(f"There is no clause template {code!r}.", pointer=pointer)
    return current()[code]
