"""The suppliers feed: disclosures may name the site of a finding that the register did not have."""

from collections.abc import Mapping

from sqlmodel import col, or_, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.feed import Event
from chassis.followers import Handler
from dialogue.findings.rules import INTERNAL
from dialogue.tables import Finding


async def on_disclosure_accepted(session: AsyncSession, event: Event) -> None:  # noqa: ARG001  # any may name it
    """Mark findings without a confirmed site to be matched again: the register may have new sites."""
    unresolved = update(Finding).where(
        or_(col(Finding.status).in_(sorted(INTERNAL)), col(Finding.is_new_site)),
        col(Finding.facility_id).is_(None),
        col(Finding.given_name).is_not(None),
    )
    await session.exec(unresolved.values(needs_rematch=True))


HANDLERS: Mapping[str, Handler] = {"disclosure.accepted": on_disclosure_accepted}
