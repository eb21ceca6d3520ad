"""Reading clause templates, from `data/<code>.<version>.toml`, and the clauses of contracts."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, replace
from functools import cache
from importlib.resources import files
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.clauses.rules import (
    ClauseTemplate,
    ClauseTemplateNotFound,
    Duty,
    Recurrence,
    VerificationSubject,
    usual_subject,
)
from suppliers.clauses.wordings.rules import TemplateStatus
from suppliers.tables import ContractClause, Wording


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
        verification_subject=VerificationSubject(data.get("verification_subject") or usual_subject(data["type"])),
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


def template_of(clause: ContractClause) -> ClauseTemplate:
    """The wording that a contract was made with."""
    return _template(clause.wording) if clause.wording else template(clause.template, clause.template_version)


def duties(clause: ContractClause) -> list[Duty]:
    """The duties of a contract's clause, with what was agreed otherwise in this contract."""
    return [replace(duty, **clause.terms.get(duty.key, {})) for duty in template_of(clause).duties]


async def wordings(session: AsyncSession, caller: Caller) -> dict[str, ClauseTemplate]:
    """The latest version of each template that the caller wrote; a draft before anything is published."""
    statement = (
        select(Wording)
        .where(col(Wording.owner_id) == caller.org)
        .order_by(col(Wording.code), col(Wording.status), col(Wording.number))
    )
    return {row.code: of_wording(row) for row in (await session.exec(statement)).all()}


async def wording(
    session: AsyncSession,
    owner_id: UUID,
    code: str,
    *,
    version: int | None = None,
    status: TemplateStatus | None = None,
) -> Wording | None:
    """A version of a buyer's template: the latest of those that fit, published ones before a draft."""
    statement = select(Wording).where(col(Wording.owner_id) == owner_id, col(Wording.code) == code)
    if version is not None:
        statement = statement.where(col(Wording.number) == version)
    if status is not None:
        statement = statement.where(col(Wording.status) == status)
    statement = statement.order_by(col(Wording.status).desc(), col(Wording.number).desc()).limit(1)
    return (await session.exec(statement)).first()


async def readable(session: AsyncSession, caller: Caller, code: str, version: int | None) -> ClauseTemplate:
    """A template of the platform or of the caller; raises ClauseTemplateNotFound."""
    if code in current():
        return template(code, version)
    row = await wording(session, caller.org, code, version=version)
    if row is None:
        raise ClauseTemplateNotFound
    return of_wording(row)


def of_wording(row: Wording) -> ClauseTemplate:
    return replace(_template(as_data(row)), status=row.status)


def duty_data(duty: Duty) -> dict[str, Any]:
    """A duty as `as_data` has it."""
    return {**asdict(duty), "text": dict(duty.text)}


def as_data(row: Wording) -> dict[str, Any]:
    """As the files of the platform's own templates say it; contracts keep this copy."""
    return {
        "code": row.code,
        "version": row.number,
        "kind": row.kind,
        "title": row.title,
        "source": row.source,
        "duties": row.duties,
    }


async def clauses(session: AsyncSession, contract_id: UUID) -> list[ContractClause]:
    """A contract's clauses, in the order in which they were added."""
    statement = select(ContractClause).where(col(ContractClause.contract_id) == contract_id)
    return list((await session.exec(statement.order_by(col(ContractClause.id)))).all())
