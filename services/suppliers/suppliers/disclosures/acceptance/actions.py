"""Each buyer's own decision on a version: for which days it counts, what it publishes, which duties it answers.

The platform decides once, for all organisations, about lists from public sources.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import text
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.grants import grant_read
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.problems import Forbidden
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.contracts import queries as contract_queries
from suppliers.disclosures.acceptance import queries
from suppliers.disclosures.registration import actions as registration_actions
from suppliers.disclosures.registration import queries as registration_queries
from suppliers.disclosures.rows.rules import OPEN_LEVELS, Tier
from suppliers.disclosures.rules import (
    TIER_OF_DUTY,
    AssemblySiteMissing,
    DisclosureStatus,
    NothingToConfirm,
    Supplied,
    Terms,
    answers_for,
    can_confirm,
    is_addressed,
    lacks_assembly,
    requested_tiers,
    status_for,
)
from suppliers.disclosures.statements.actions import standing_of
from suppliers.disclosures.statements.rules import StatementStatus, check_representative
from suppliers.links import actions as link_actions
from suppliers.obligations import actions as obligation_actions
from suppliers.obligations.rules import EvidenceKind
from suppliers.obligations.schemas import Evidence
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow

S = DisclosureStatus
VERBS = {
    S.RETURNED: "disclosure.returned",
    S.CONTESTED: "disclosure.contested",
    S.ACCEPTED: "disclosure.upheld",
    S.WITHDRAWN: "disclosure.withdrawn",
}

# A later version takes its days from the earlier ones; one that has none left after it began is superseded.
CUT_EARLIER = text(f"""
update disclosure_acceptances a
set in_force = cut.rest, updated_at = platform_now(), version = a.version + 1,
    status = case when a.status <> '{S.ACCEPTED}' or upper_inf(cut.rest) or upper(cut.rest) > :valid_from
             then a.status else '{S.SUPERSEDED}' end
from (select id, in_force - datemultirange(daterange(:valid_from, :valid_to, '[]')) as rest
      from disclosure_acceptances
      where owner_id = :owner and supplier_id = :supplier and subject = :subject and id <> :own
        and in_force && daterange(:valid_from, :valid_to, '[]')
      order by id for update) as cut
where a.id = cut.id
""")  # noqa: S608  # our own states
SET_IN_FORCE = text("""
update disclosure_acceptances set in_force = datemultirange(daterange(:valid_from, :valid_to, '[]')) where id = :own
""")


async def decide(
    session: AsyncSession,
    caller: Caller,
    version: Disclosure,
    move: tuple[DisclosureStatus, DisclosureStatus],
    *,
    reason: str | None,
) -> None:
    """Accept, return, contest, uphold or withdraw; raises Forbidden, AssemblySiteMissing."""
    if not is_addressed(caller.org, owner_id=version.owner_id, addressed_to=version.addressed_to):
        raise Forbidden("Only an organisation that this version was submitted to can decide on it.")
    if move == (S.SUBMITTED, S.ACCEPTED):
        await _accept(session, caller, version)
        return
    decision = await _save_decision(session, caller, version, move[1], reason=reason)
    if move[1] is S.WITHDRAWN:
        decision.in_force = None
    await record(
        session,
        caller,
        Entry(
            VERBS[move[1]],
            ("disclosure", version.id),
            moved=move,
            audience={caller.org, version.owner_id},
            payload={"supplier_id": str(version.supplier_id)},
        ),
    )


async def _accept(session: AsyncSession, caller: Caller, version: Disclosure) -> None:
    """All comparing comes before the first write: it takes time, and a writing transaction must be short."""
    named = await queries.tiers_named(session, caller, version.id)
    required = await queries.required_tiers(session, caller, version.supplier_id)
    if lacks_assembly(required, named, version.gaps):
        raise AssemblySiteMissing
    is_long = await registration_actions.register_at_once(session, caller, version)
    decision = await _save_decision(session, caller, version, S.ACCEPTED, reason=None)
    decision.is_entering = is_long
    await session.flush()
    await _take_effect(session, version, decision)
    await hold(session, Lock.SUPPLIER_READERS, version.supplier_id, shared=True)
    await session.refresh(version, ["standing"])
    check_representative(version.standing)
    if version.standing is StatementStatus.CONFIRMED or decision.is_open:
        await _publish(session, version)
    if caller.org_kind is OrgKind.BUYER:
        await _answer_duties(session, caller, version, named | requested_tiers(version.gaps))
    registered = await registration_queries.registered_facilities(session, version.id)
    await registration_actions.journal_accepted(session, caller, version, registered)


async def _save_decision(
    session: AsyncSession, caller: Caller, version: Disclosure, to: DisclosureStatus, *, reason: str | None
) -> DisclosureAcceptance:
    """Make or change the caller's own decision; the version's supplier may read it."""
    values: dict[str, Any] = {
        "status": to,
        "submission": version.submission,
        "decided_on": today(),
        "reason": reason,
    }
    decision = await queries.own_decision(session, caller, version.id)
    if decision is not None:
        touch(decision, caller, **values)
        return decision
    decision = DisclosureAcceptance(
        owner_id=caller.org,
        disclosure_id=version.id,
        supplier_id=version.supplier_id,
        subject=version.subject,
        is_open=caller.org_kind is OrgKind.PLATFORM,
        **values,
        **stamps(caller),
    )
    session.add(decision)
    await session.flush()
    await _share(session, version, decision)
    return decision


async def _share(session: AsyncSession, version: Disclosure, decision: DisclosureAcceptance) -> None:
    """Let the supplier read the decision, or who made the version."""
    if version.entered_by_buyer:
        sides = {"supplier_id": version.supplier_id, "buyer_id": decision.owner_id}
        await link_actions.share_with_supplier(session, DisclosureAcceptance, [decision.id], **sides)
    elif version.owner_id != decision.owner_id:
        await grant_read(session, DisclosureAcceptance, [decision.id], [version.owner_id])


async def _take_effect(session: AsyncSession, version: Disclosure, decision: DisclosureAcceptance) -> None:
    """Make the version count for its days, in place of earlier versions."""
    connection = await session.connection()
    days = {"valid_from": version.valid_from, "valid_to": version.valid_to, "own": decision.id}
    about = {"owner": decision.owner_id, "supplier": version.supplier_id, "subject": version.subject}
    await connection.execute(CUT_EARLIER, {**days, **about})
    await connection.execute(SET_IN_FORCE, days)


async def _publish(session: AsyncSession, version: Disclosure) -> None:
    """Open the rows that not only the parties may see. The version's stamps do not change: they would show who
    accepted it when."""
    opened = (
        update(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == version.id, col(DisclosureRow.confidentiality).in_(OPEN_LEVELS))
        .values(is_open=True)
    )
    if (await session.exec(opened)).rowcount:
        await session.exec(update(Disclosure).where(col(Disclosure.id) == version.id).values(is_open=True))


async def _answer_duties(
    session: AsyncSession, caller: Caller, version: Disclosure, tiers: Collection[Tier]
) -> None:
    """Submit the duties to disclose these tiers in the buyer's running contracts for these products."""
    title = f"List valid from {version.valid_from}"
    evidence = Evidence(kind=EvidenceKind.DISCLOSURE, title=title, reference=str(version.id))
    duty_types = [duty_type for duty_type, tier in TIER_OF_DUTY.items() if tier in tiers]
    terms = Terms(version.product_id, version.product_family, version.valid_from, version.valid_to)
    contracts = await contract_queries.running_for(
        session, buyer_id=caller.org, supplier_id=version.supplier_id, product_id=version.product_id
    )
    products = await contract_queries.delivered_products(session, [contract.id for contract in contracts])
    for contract in contracts:
        days = contract.days[0], contract.last_day
        if not answers_for(terms, Supplied(contract.product_categories, products[contract.id], *days)):
            continue
        for duty_type in duty_types:
            await obligation_actions.submit_obligation(
                session, caller, contract, duty_type, on=today(), evidence=evidence
            )


async def confirm(session: AsyncSession, caller: Caller, version: Disclosure) -> Disclosure:
    """Confirm that a version is still valid: a buyer one that it accepted, a supplier its own or a buyer's entry.

    Raises NothingToConfirm, RepresentativeRefused.
    """
    check_representative(version.standing)
    decision = await queries.decision_of(session, caller, version)
    if status_for(version.status, decision.status if decision else None) not in {S.SUBMITTED, S.ACCEPTED}:
        raise NothingToConfirm
    if caller.org_kind is OrgKind.SUPPLIER:
        if not can_confirm(
            is_owner=version.owner_id == caller.org,
            entered_by_buyer=version.entered_by_buyer,
            is_shared=await queries.is_shared_with(session, caller.org, version.id),
        ):
            raise NothingToConfirm
        statement = await _statement(session, caller, version)
        touch(version, caller, confirmed_on=today(), confirmed_by=caller.org, **statement)
        await session.flush()
        if decision is not None and version.standing is StatementStatus.CONFIRMED:
            await _publish(session, version)
    elif decision is not None and decision.owner_id == caller.org:
        touch(decision, caller, confirmed_on=today())
    else:
        raise NothingToConfirm
    await record(
        session,
        caller,
        Entry("disclosure.confirmed", ("disclosure", version.id), audience={caller.org, version.owner_id}),
    )
    return version


async def _statement(session: AsyncSession, caller: Caller, version: Disclosure) -> dict[str, Any]:
    """The standing and speaker of the version once this organisation confirms it; a confirmed one stays so."""
    standing = await standing_of(session, caller, version.supplier_id)
    await session.refresh(version, ["standing"])
    if version.standing is StatementStatus.CONFIRMED:
        return {}
    return {"standing": standing, "speaker_id": caller.org}
