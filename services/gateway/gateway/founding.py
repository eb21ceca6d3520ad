"""The first people of an installation: `python -m gateway.founding < people.json`.

Everybody else is invited; the first platform administrator, and the cast of a demonstration, cannot be. The
document is a `Founding`. What is there already, an organisation by name and kind or a person by username, is left
as it is, so the same document may be given again. Needs GATEWAY_WORKER_DATABASE_URL.
"""

import asyncio
import sys
from uuid import UUID

from pydantic import BaseModel, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import NOBODY, Caller, OrgKind, Role
from chassis.database import Sessions, new_engine, new_sessions
from chassis.settings import DatabaseUrl
from chassis.text import Country, Line
from gateway.accounts.actions import admit, register_organisation
from gateway.accounts.rules import check_given
from gateway.accounts.schemas import OrganisationIn, Password, Roles, Username
from gateway.database import act_for
from gateway.links.actions import affiliate, organisation_for
from gateway.links.schemas import AffiliationIn
from gateway.tables import Affiliation, ApiKey, Organisation, Person
from gateway.tokens.passwords import hashed
from gateway.tokens.rules import digest


class FirstMember(BaseModel, extra="forbid"):
    """Somebody who is there from the start; `api_key` reads `<client_id>.<secret>`."""

    username: Username
    password: Password
    name: Line | None = None
    roles: Roles
    api_key: str | None = None


class FirstOrganisation(BaseModel, extra="forbid"):
    """An organisation that is there from the start; a supplier's also names the buyer it speaks with."""

    name: Line
    kind: OrgKind
    country: Country | None = None
    supplier_id: UUID | None = None
    buyer: Line | None = None
    members: list[FirstMember] = []


class FirstAffiliation(BaseModel, extra="forbid"):
    """A buyer that is affiliated to a monitor from today, both by name."""

    buyer: Line
    monitor: Line


class Founding(BaseModel, extra="forbid"):
    """Who is there before anybody was invited."""

    organisations: list[FirstOrganisation]
    affiliations: list[FirstAffiliation] = []


class FoundingSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    worker_database_url: DatabaseUrl


FOUNDER = Caller(
    person=NOBODY,
    org=NOBODY,
    org_kind=OrgKind.SYSTEM,
    org_name="founding",
    roles=frozenset({Role.PLATFORM_ADMIN}),
    issuer="gateway",
)


async def found(sessions: Sessions, document: Founding) -> dict[str, UUID]:
    """The ids of the organisations by name."""
    async with sessions() as session, session.begin():
        ids: dict[str, UUID] = {}
        for organisation in document.organisations:
            ids[organisation.name] = await _organisation(session, organisation, ids)
            await act_for(session, ids[organisation.name])
            for member in organisation.members:
                await _member(session, organisation.kind, ids[organisation.name], member)
        for affiliation in document.affiliations:
            await _affiliation(session, buyer=ids[affiliation.buyer], monitor=ids[affiliation.monitor])
    return ids


async def _organisation(session: AsyncSession, first: FirstOrganisation, ids: dict[str, UUID]) -> UUID:
    if first.buyer is not None and first.supplier_id is not None:
        await act_for(session, ids[first.buyer])
        made, _ = await organisation_for(
            session, FOUNDER, buyer=ids[first.buyer], supplier_id=first.supplier_id, name=first.name
        )
        return made.id
    statement = select(Organisation).where(Organisation.name == first.name, Organisation.kind == first.kind)
    known = (await session.exec(statement)).first()
    if known is not None:
        return known.id
    body = OrganisationIn.model_validate(first.model_dump(exclude={"buyer", "members"}))
    row = await register_organisation(session, FOUNDER, body)
    await session.flush()
    return row.id


async def _member(session: AsyncSession, kind: OrgKind, organisation_id: UUID, first: FirstMember) -> None:
    check_given(first.roles, holder=FOUNDER.roles, kind=kind, pointer="/roles")
    if (await session.exec(select(Person).where(Person.username == first.username))).first() is not None:
        return
    person = Person(
        username=first.username,
        name=first.name or first.username,
        password_hash=await hashed(first.password),
    )
    session.add(person)
    await session.flush()
    await admit(session, FOUNDER, person=person, organisation_id=organisation_id, roles=first.roles)
    if first.api_key is not None:
        client, _, secret = first.api_key.partition(".")
        key = ApiKey(
            owner_id=organisation_id,
            person_id=person.id,
            client_id=client,
            secret_hash=digest(secret),
            name="founding",
            roles=sorted(first.roles),
        )
        session.add(key)
        await session.flush()


async def _affiliation(session: AsyncSession, *, buyer: UUID, monitor: UUID) -> None:
    statement = select(Affiliation).where(Affiliation.buyer_id == buyer, Affiliation.owner_id == monitor)
    if (await session.exec(statement)).first() is None:
        await affiliate(session, FOUNDER, AffiliationIn(buyer_id=buyer, monitor_id=monitor))


def _read(text: str) -> Founding:
    """Ends with what is wrong with the document, where, and never with what stands there."""
    try:
        return Founding.model_validate_json(text)
    except ValidationError as refused:
        faults = refused.errors(include_input=False, include_url=False)
        sys.exit("\n".join(f"/{'/'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults))


async def _main() -> None:
    document = _read(sys.stdin.read())
    settings = FoundingSettings()
    engine = new_engine(settings.worker_database_url, application="gateway-founding", size=1)
    await found(new_sessions(engine), document)
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main())
