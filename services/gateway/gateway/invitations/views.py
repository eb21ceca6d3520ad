"""Invitations and what they lead to, as a caller reads them."""

from typing import Any

from gateway.accounts import views as accounts_views
from gateway.invitations.queries import JoinedMember
from gateway.invitations.schemas import InvitationItem, InvitationMade, InvitationOut, Membership
from gateway.tables import Invitation


def invitation_out(row: Invitation) -> InvitationOut:
    return InvitationOut(**_item(row))


def invitation_made(row: Invitation, token: str) -> InvitationMade:
    """With the token, which is shown once."""
    return InvitationMade(**_item(row), token=token)


def _item(row: Invitation) -> dict[str, Any]:
    stored = row.model_dump(include=set(InvitationItem.model_fields))
    return {**stored, "invited_by": row.owner_id}


def membership(joined: JoinedMember) -> Membership:
    return Membership(
        person=accounts_views.person_out(joined.person),
        organisation=accounts_views.organisation_ref(joined.organisation),
        roles=joined.member.roles,
        supplier_id=joined.organisation.supplier_id,
        joined_at=joined.member.created_at,
    )
