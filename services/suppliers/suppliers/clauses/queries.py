"""Reading clause templates, from `data/<code>.<version>.toml`, and the clauses of contracts."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.clauses.rules import (
    ClauseTemplate,
    ClauseTemplateNotFound,
    Duty,
    Recurrence,
)
from suppliers.tables import ContractClause


def _duty(data: Mapping[str, Any]) -> Duty:
    return Duty(
        type=data["type"],
        recurrence=Recurrence(data["recurrence"]),
        offset_months=data.get("offset_months", 0),
        offset_days=data.get("offset_days", 0),
        grace_days=data.get("grace_days", 0),
        notice_days=data["notice_days"],
        dd_alternative=data.get("dd_alternative", False),
        weight=data["weight"],
        text=data["text"],
    )


def _template(data: Mapping[str, Any]) -> ClauseTemplate:
    return ClauseTemplate(
        code=data["code"],
        version=data["version"],
        kind=data["kind"],
        title=data["title"],
        source=data["source"],
        duties=tuple(map(_duty, data["duties"])),
    )


@cache
def published() -> Mapping[tuple[str, int], ClauseTemplate]:
    """Every version of every template."""
    sheets = [
        sheet for sheet in files("suppliers.clauses").joinpath("data").iterdir() if sheet.name.endswith(".toml")
    ]
    templates = [_template(tomllib.loads(sheet.read_text(encoding="utf-8"))) for sheet in sheets]
    return {(template.code, template.version): template for template in sorted(templates, key=_order)}


def _order(template: ClauseTemplate) -> tuple[str, int]:
    return template.code, template.version


@cache
def current() -> Mapping[str, ClauseTemplate]:
    """The latest version of each template."""
    return {template.code: template for template in published().values()}


def template(code: str, version: int | None = None) -> ClauseTemplate:
    """Raises ClauseTemplateNotFound."""
    match = current().get(code) if version is None else published().get((code, version))
    if match is None:
        raise ClauseTemplateNotFound
    return match


async def clauses(session: AsyncSession, contract_id: UUID) -> list[ContractClause]:
    """A contract's clauses, in the order in which they were added."""
    statement = select(ContractClause).where(col(ContractClause.contract_id) == contract_id)
    return list((await session.exec(statement.order_by(col(ContractClause.id)))).all())
