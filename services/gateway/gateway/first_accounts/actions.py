"""Create the first organisations and their people. Existing ones, found by name or username, stay unchanged."""

from uuid import UUID

from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.database import Sessions
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.actions import admit, register_organisation
from gateway.accounts.rules import check_given
from gateway.accounts.schemas import OrganisationIn
from gateway.first_accounts.schemas import FirstMember, FirstOrganisation, Founding
from gateway.links.actions import affiliate, organisation_for
from gateway.links.schemas import AffiliationIn
from gateway.tables import Affiliation, ApiKey, Organisation, Person
from gateway.tokens.credentials.passwords import hashed
from gateway.tokens.rules import digest
from gateway.transactions.tenant import act_for

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
