"""Create the first organisations and their people. Existing ones, found by name or user name, stay unchanged."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.database import Sessions, switch_tenant
from chassis.vocabulary import OrgKind, Role
from gateway.accounts.actions import add_member, create_organisation
from gateway.accounts.passwords.rules import check_password
from gateway.accounts.rules import check_givable
from gateway.accounts.schemas import OrganisationIn
from gateway.affiliations.actions import affiliate
from gateway.affiliations.schemas import AffiliationIn
from gateway.first_accounts import queries
from gateway.first_accounts.schemas import FirstAccounts, FirstMember, FirstOrganisation
from gateway.links.actions import found_organisation
from gateway.links.queries import link_between
from gateway.tables import ApiKey, Person
from gateway.tokens.credentials.passwords import hashed_now
from gateway.tokens.rules import digest

INSTALLER = Caller(
    person=NOBODY,
    org=NOBODY,
    org_kind=OrgKind.SYSTEM,
    org_name="first accounts",
    roles=frozenset({Role.PLATFORM_ADMIN}),
    issuer="gateway",
)
"""Whom the journal names for what is done here."""


async def create_first_accounts(sessions: Sessions, document: FirstAccounts) -> dict[str, UUID]:
    """The ids of the organisations by name."""
    async with sessions() as session, session.begin():
        ids: dict[str, UUID] = {}
        for organisation in document.organisations:
            ids[organisation.name] = await _ensure_organisation(session, organisation, ids)
            await switch_tenant(session, ids[organisation.name])
            for member in organisation.members:
                await _ensure_member(session, organisation.kind, ids[organisation.name], member)
        for affiliation in document.affiliations:
            await _ensure_affiliation(session, buyer=ids[affiliation.buyer], monitor=ids[affiliation.monitor])
    return ids


async def _ensure_organisation(session: AsyncSession, first: FirstOrganisation, ids: dict[str, UUID]) -> UUID:
    if first.buyer is not None and first.supplier_id is not None:
        buyer = ids[first.buyer]
        await switch_tenant(session, buyer)
        link = await link_between(session, buyer, first.supplier_id)
        if link is not None:
            return link.organisation_id
        founded = await found_organisation(
            session, INSTALLER, buyer=buyer, supplier_id=first.supplier_id, name=first.name
        )
        return founded.organisation.id
    existing = await queries.organisation_named(session, first.name, first.kind)
    if existing is not None:
        return existing.id
    body = OrganisationIn.model_validate(first.model_dump(exclude={"buyer", "members"}))
    row = await create_organisation(session, INSTALLER, body)
    await session.flush()
    return row.id


async def _ensure_member(session: AsyncSession, kind: OrgKind, organisation_id: UUID, first: FirstMember) -> None:
    check_givable(first.roles, holder=INSTALLER.roles, kind=kind, pointer="/roles")
    if await queries.person_exists(session, first.username):
        return
    check_password(first.password, first.username, first.name, pointer="/password")
    person = Person(
        username=first.username,
        name=first.name or first.username,
        password_hash=hashed_now(first.password),
    )
    session.add(person)
    await session.flush()
    await add_member(session, INSTALLER, person=person, organisation_id=organisation_id, roles=first.roles)
    if first.api_key is not None:
        await _add_key(session, organisation_id, person, first.api_key, roles=first.roles)


async def _add_key(
    session: AsyncSession, organisation_id: UUID, person: Person, api_key: str, *, roles: list[Role]
) -> None:
    client_id, _, secret = api_key.partition(".")
    key = ApiKey(
        owner_id=organisation_id,
        person_id=person.id,
        client_id=client_id,
        secret_hash=digest(secret),
        name="first account",
        roles=sorted(roles),
    )
    session.add(key)
    await session.flush()


async def _ensure_affiliation(session: AsyncSession, *, buyer: UUID, monitor: UUID) -> None:
    if not await queries.is_affiliated(session, buyer=buyer, monitor=monitor):
        await affiliate(session, INSTALLER, AffiliationIn(buyer_id=buyer, monitor_id=monitor))
