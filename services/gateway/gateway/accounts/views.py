"""Organisations, people and members as a caller reads them."""

from collections.abc import Iterable
from typing import Any

from chassis.callers import Caller
from gateway.accounts.schemas import MemberOut, MeOut, OrganisationOut, OrganisationRef, PersonOut
from gateway.tables import Member, Organisation, Person


def organisation_out(row: Organisation) -> OrganisationOut:
    return OrganisationOut.model_validate(row)


def organisation_ref(row: Any) -> OrganisationRef:
    """Of an `Organisation`, or of a row with its id, name and kind."""
    return OrganisationRef.model_validate(row)


def person_out(row: Person) -> PersonOut:
    return PersonOut.model_validate(row)


def member_out(row: Member, person: Person) -> MemberOut:
    stored = row.model_dump(include={"id", "version", "created_at", "updated_at", "person_id", "roles"})
    return MemberOut(**stored, username=person.username, name=person.name)


def me_out(caller: Caller, person: Person, memberships: Iterable[Any]) -> MeOut:
    """`memberships` are rows with the id, name and kind of an organisation."""
    return MeOut(
        person=person_out(person),
        organisation=OrganisationRef(id=caller.org, name=caller.org_name, kind=caller.org_kind),
        roles=sorted(caller.roles),
        supplier_id=caller.supplier_id,
        affiliated_to=sorted(caller.affiliated_to),
        memberships=[organisation_ref(row) for row in memberships],
    )
