"""Who may know what, written without the code: from the decisions and from the rules of the domain.

"D30" is decision 30 in `docs/decisions`. What this module says is what the platform must do,
whatever it does today.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from visibility.world import (
    NAME,
    WHOLE,
    ActionPoint,
    Affiliation,
    AnnualReview,
    ApiKey,
    Assignment,
    ContactPoint,
    Contract,
    ContractClause,
    Criterion,
    DataImport,
    Delivery,
    Dialogue,
    Disclosure,
    DisclosureImport,
    DisclosureRow,
    EquivalenceDossier,
    Evidence,
    Facility,
    Finding,
    Framework,
    Invitation,
    LabelClaim,
    LabelRequirement,
    LifeCycleCost,
    MarketObservation,
    Meeting,
    Member,
    Obligation,
    Organisation,
    Person,
    Product,
    ProductQuote,
    Questionnaire,
    Release,
    Spend,
    Supplier,
    SupplierLink,
    Target,
    Thing,
    World,
)

REGISTER_READERS = {"buyer", "monitor", "expert", "platform"}
BEFORE_AWARD = {"planned", "tendering", "cancelled"}
OPEN_LEVELS = {"public", "network"}
PARTIES_LEVELS = OPEN_LEVELS | {"group", "parties"}
LINKED = {"pending", "confirmed"}
BEFORE_RELEASE = {"draft", "submitted", "returned", "validated"}


def may_know(observer: Person, thing: Thing, world: World, part: str = WHOLE) -> bool:
    """Whether this person may know today that the thing exists, or what this part of it says."""
    me = observer.organisation
    if me is None or observer.roles == {"dashboard_client"}:
        return False  # Without an account nothing; a dashboard gets aggregates only
    return bool(RULES[type(thing)](me, thing, world, part))


def represents(me: Organisation, supplier: Supplier, buyer: Organisation, world: World) -> bool:
    """An invitation (D30) opens the dossiers of the buyer that invited, unless the platform refuses, until one side
    ends it (D56)."""
    return any(
        link.organisation is me and link.supplier is supplier and link.buyer is buyer and link.status in LINKED
        for link in links_with_buyers(world)
    )


def links_with_buyers(world: World) -> Iterator[SupplierLink]:
    """A link to the platform opens nothing (D56)."""
    return (link for link in world.all(SupplierLink) if link.buyer.kind == "buyer")


# Accounts: a tenant's people, keys, invitations and drafts are its own business.


def own(me: Organisation, thing: Any, world: World, part: str) -> bool:
    return me is thing.organisation


def organisation(me: Organisation, other: Organisation, world: World, part: str) -> bool:
    """Oneself; the other side of a link, an affiliation or a dialogue; buyers and monitors find one another."""
    pair = {me, other}
    return (
        me is other
        or me.kind == "platform"
        or {me.kind, other.kind} == {"buyer", "monitor"}
        or any(pair == {link.buyer, link.organisation} for link in world.all(SupplierLink))
        or any(seated(me, talk, world) and seated(other, talk, world) for talk in world.all(Dialogue))
    )


def link(me: Organisation, thing: SupplierLink, world: World, part: str) -> bool:
    """D30: both sides see who confirmed it; the platform decides."""
    return me in (thing.buyer, thing.organisation) or me.kind == "platform"


def affiliation(me: Organisation, thing: Affiliation, world: World, part: str) -> bool:
    """D3: both sides agree; before, the two of them know of it."""
    is_agreed = thing.agreed_by == {thing.buyer, thing.monitor}
    return me in (thing.buyer, thing.monitor) or (me.kind == "platform" and is_agreed)


# The register (D4, D16): readable by every signed-in buyer, monitor and expert; a supplier's person reads its own.


def supplier(me: Organisation, thing: Supplier, world: World, part: str) -> bool:
    return me.kind in REGISTER_READERS or me.supplier is thing


def product(me: Organisation, thing: Product, world: World, part: str) -> bool:
    return me.kind in REGISTER_READERS or me.supplier in thing.sellers


def quote(me: Organisation, thing: ProductQuote, world: World, part: str) -> bool:
    """What a supplier asks of a buyer is between the two, and no part of the register (D68)."""
    return me is thing.buyer


def label_claim(me: Organisation, thing: LabelClaim, world: World, part: str) -> bool:
    """A claim is for all who see the product, unless people whom the platform has not confirmed made it; what a
    buyer finds out about it is its own (D68)."""
    if part not in (WHOLE, NAME):
        return me.id == part
    links = [link for link in world.all(SupplierLink) if link.organisation is thing.author]
    is_known = any(link.status == "confirmed" for link in links) and not thing.is_under_a_new_name
    works_with_me = any(link.buyer is me and link.status in LINKED for link in links)
    is_for_me = me is thing.author or works_with_me or thing.author.kind != "supplier" or is_known
    return is_for_me and product(me, thing.product, world, WHOLE)


def equivalence_dossier(me: Organisation, thing: EquivalenceDossier, world: World, part: str) -> bool:
    """Its author, and the other side once it is submitted (D68)."""
    if me is thing.author:
        return True
    is_other_side = me is thing.buyer or (
        thing.author is thing.buyer and represents(me, thing.supplier, thing.buyer, world)
    )
    return thing.is_submitted and is_other_side


def facility(me: Organisation, thing: Facility, world: World, part: str) -> bool:
    """A supplier sees the sites that it registered, or that lists which it may read name. What a site is called is
    also read in the row or the finding that names it."""
    rows = [
        row for row in world.all(DisclosureRow) if row.facility is thing and disclosure_row(me, row, world, WHOLE)
    ]
    if part == NAME and (
        rows or any(f.facility is thing and finding(me, f, world, WHOLE) for f in world.all(Finding))
    ):
        return True
    if not is_in_register(thing, world):
        return False
    is_named_to_me = any(row.disclosure.accepted_by for row in rows)
    return me.kind in REGISTER_READERS or me is thing.registered_by or is_named_to_me


def is_in_register(thing: Facility, world: World) -> bool:
    """By hand, with an accepted list whose row is for the parties or wider, or with a finding's first reader.

    What the register had once stays there, also when the finding is withdrawn.
    """
    return (
        thing.registered_by is not None
        or any(
            row.facility is thing and row.level in PARTIES_LEVELS and row.disclosure.accepted_by
            for row in world.all(DisclosureRow)
        )
        or thing.has_had_readers
        or any(f.facility is thing and has_readers(f, world) for f in world.all(Finding))
    )


# Contracts: the buyer's; its supplier's people read it from the award on, without prices, plans and who may order.
# A buyer that may order under a framework reads it as such from its award on, and nothing else of the contract.

OWNERS_PARTS = {"next_tender", "entitled"}


def contract(me: Organisation, thing: Contract, world: World, part: str) -> bool:
    if me is thing.buyer:
        return True
    talks = (talk for talk in world.all(Dialogue) if talk.contract is thing)
    if part == NAME and any(seated(me, talk, world) for talk in talks):
        return True  # those who were admitted to the dialogue about it
    if part == NAME and may_order(me, thing):
        return True
    is_awarded = thing.status not in BEFORE_AWARD
    return part not in OWNERS_PARTS and is_awarded and represents(me, thing.supplier, thing.buyer, world)


def framework(me: Organisation, thing: Framework, world: World, part: str) -> bool:
    """Its id and name are those of the contract."""
    if part == NAME:
        return contract(me, thing.contract, world, NAME)
    return may_order(me, thing.contract)


def may_order(me: Organisation, thing: Contract) -> bool:
    return thing.status not in BEFORE_AWARD and me in thing.entitled


def of_contract(me: Organisation, thing: Any, world: World, part: str) -> bool:
    return contract(me, thing.contract, world, WHOLE)


def term_of_contract(me: Organisation, thing: Any, world: World, part: str) -> bool:
    """What an order takes from its framework: who may order reads it there, and not at the contract."""
    return (part == NAME and may_order(me, thing.contract)) or contract(me, thing.contract, world, WHOLE)


def price(me: Organisation, thing: Spend | LifeCycleCost, world: World, part: str) -> bool:
    return me is thing.contract.buyer


def contact_point(me: Organisation, thing: ContactPoint, world: World, part: str) -> bool:
    return me is thing.buyer or represents(me, thing.supplier, thing.buyer, world)


# Disclosures: each row by its own level; suppliers never see each other's.


def is_party(me: Organisation, thing: Disclosure, world: World) -> bool:
    """The buyers it was submitted to, or the people of the supplier for whom a buyer entered it."""
    return thing.is_submitted and (me in thing.addressed_to or represents(me, thing.supplier, thing.author, world))


def is_open(thing: Disclosure, world: World) -> bool:
    """What a buyer entered on the supplier's behalf stays that buyer's until the supplier confirms it; people
    whom the platform has not confirmed, as who they are now, speak to the buyer that invited them, not for the
    supplier. What was stated before the supplier took another name stays as it is (D60)."""
    links = [link for link in world.all(SupplierLink) if link.organisation is thing.author]
    is_known = any(link.status == "confirmed" for link in links) and not thing.is_under_a_new_name
    return bool(thing.accepted_by) and (thing.is_confirmed_by_supplier or is_known)


def disclosure(me: Organisation, thing: Disclosure, world: World, part: str) -> bool:
    """The version itself, or a buyer's decision on it (`part` is that buyer's id)."""
    if part not in (WHOLE, NAME):
        return me is thing.author or me.id == part or (me.kind == "supplier" and is_party(me, thing, world))
    if me is thing.author or is_party(me, thing, world):
        return True
    return any(
        row.disclosure is thing and disclosure_row(me, row, world, WHOLE) for row in world.all(DisclosureRow)
    )


def disclosure_row(me: Organisation, row: DisclosureRow, world: World, part: str) -> bool:
    version = row.disclosure
    if me is version.author:
        return True
    if me.kind == "supplier" and me.supplier is not version.supplier:
        return False
    if row.level in PARTIES_LEVELS and is_party(me, version, world):
        return True
    readers = {"public": REGISTER_READERS | {"supplier"}, "network": {"buyer", "monitor", "supplier"}}
    return is_open(version, world) and me.kind in readers.get(row.level, set())


# Dialogues: both sides, and whom the buyer admitted, as long as it said.


def seated(me: Organisation, talk: Dialogue, world: World) -> bool:
    last = talk.seats.get(me, world.today if me is talk.buyer else None)
    has_seat = me in talk.seats and (last is None or last >= world.today)
    return me is talk.buyer or has_seat or represents(me, talk.supplier, talk.buyer, world)


def dialogue(me: Organisation, thing: Dialogue, world: World, part: str) -> bool:
    """Its id is also read in an action point that a finding of one's own led to."""
    points = (point for point in world.all(ActionPoint) if point.dialogue is thing)
    if part == NAME and any(is_of_my_finding(me, point) for point in points):
        return True
    return seated(me, thing, world)


def in_dialogue(me: Organisation, thing: Any, world: World, part: str) -> bool:
    """What only one side has written so far (`part`) is for that side until it is shared."""
    if not seated(me, thing.dialogue, world):
        return False
    if part in (WHOLE, NAME) or part in thing.shared or me is thing.dialogue.buyer:
        return part != "answers" or part in thing.shared or me.kind == "supplier"
    return (part == "answers" and me.kind == "supplier") or (part == "levels" and me.kind == "expert")


def meeting(me: Organisation, thing: Meeting, world: World, part: str) -> bool:
    """Internal notes of the buyer never leave it; minutes when they are shared."""
    return in_dialogue(me, thing, world, part) and (part != "notes" or me is thing.dialogue.buyer)


def annual_review(me: Organisation, thing: AnnualReview, world: World, part: str) -> bool:
    """Between the two sides; agenda and outcomes when they are shared, the annex never."""
    is_side = me is thing.dialogue.buyer or me.kind == "supplier"
    return is_side and in_dialogue(me, thing, world, part) and (part != "annex" or me.kind == "buyer")


def action_point(me: Organisation, thing: ActionPoint, world: World, part: str) -> bool:
    """That it came from a finding is told only to those who may know the finding.

    The finding's monitor reads it also without a seat.
    """
    if thing.is_for_the_buyer_only and me is not thing.dialogue.buyer:
        return False
    if (
        part == "origin"
        and thing.origin is not None
        and not RULES[type(thing.origin)](me, thing.origin, world, WHOLE)
    ):
        return False
    return seated(me, thing.dialogue, world) or is_of_my_finding(me, thing)


def is_of_my_finding(me: Organisation, thing: ActionPoint) -> bool:
    is_shown = not thing.is_for_the_buyer_only
    return is_shown and isinstance(thing.origin, Finding) and thing.origin.monitor is me


# Findings: the monitor's own until a release, an embargo's end, and never after a withdrawal. Without the consent
# of those who spoke nobody new is told; who knows it already notices nothing (D54).


def is_out(thing: Finding, world: World) -> bool:
    is_released = bool(thing.releases) and thing.status not in BEFORE_RELEASE | {"withdrawn"}
    is_over = thing.embargo_until is None or thing.embargo_until <= world.today
    return is_released and is_over and not thing.is_held


def has_readers(thing: Finding, world: World) -> bool:
    """Whether anybody but its monitor knows it today."""
    return is_out(thing, world) and any(release.readers or release.is_public for release in thing.releases)


def finding(me: Organisation, thing: Finding, world: World, part: str) -> bool:
    """Parts: `own`, `restricted`, `consent` are the monitor's (3.14.6); `reaction of` a company (3.14.9, D14)."""
    if me is thing.monitor:
        return True
    if part in ("own", "restricted", "consent") or not is_out(thing, world):
        return False
    if part.startswith("reaction of "):
        return part == f"reaction of {me.id}" or supplied_by(me, part.removeprefix("reaction of "), world)
    return any(release.is_public or me in release.readers for release in thing.releases)


def supplied_by(me: Organisation, organisation: str, world: World) -> bool:
    """Whether the organisation works for a supplier of this buyer: what it says is said to its buyers too (D37).

    It has agreed to work with this buyer. The platform need not have confirmed this link, but only organisations
    that it has confirmed are told a finding.
    """
    return any(
        each.buyer is me and each.organisation.id == organisation and each.status in LINKED
        for each in links_with_buyers(world)
    )


def readers_of(thing: Finding, audiences: Iterable[str], named: Iterable[Organisation], world: World) -> Release:
    """Whom a release of today reaches; who is named needs nothing else, and so counts as named (D55)."""
    reached = {
        **dict.fromkeys(affiliates(thing.monitor, world), "affiliates"),
        **{link.organisation: "supplier" for link in links_to_be_told(thing.facility, world)},
        **dict.fromkeys(named, "named_buyers"),
    }
    audiences = frozenset(audiences)
    entitled = {each: audience for each, audience in reached.items() if audience in audiences}
    return Release(audiences, entitled, "public" in audiences)


def tell(thing: Finding, world: World) -> None:
    """Readers are told when nothing holds it back any more, those who are entitled on that day (D55)."""
    if is_out(thing, world):
        for release in thing.releases:
            if not release.is_told:
                named = [each for each, audience in release.reached.items() if audience == "named_buyers"]
                today = readers_of(thing, release.audiences, named, world).readers
                release.reached = {each: how for each, how in release.reached.items() if each in today}
                release.is_told = True


def affiliates(monitor: Organisation, world: World) -> set[Organisation]:
    return {each.buyer for each in world.all(Affiliation) if each.monitor is monitor and is_current(each, world)}


def is_current(thing: Affiliation, world: World) -> bool:
    """Both sides have agreed to it, and today lies within it."""
    is_agreed = {thing.buyer, thing.monitor} <= thing.agreed_by
    return is_agreed and thing.first <= world.today and (thing.last is None or thing.last >= world.today)


def links_to_be_told(site: Facility, world: World) -> list[SupplierLink]:
    return [link for link in world.all(SupplierLink) if may_be_told(link, site, world)]


def may_be_told(link: SupplierLink, site: Facility, world: World) -> bool:
    """Who is told as a supplier: the platform confirmed it, as who it is now (D60), with or without a buyer; a list
    that it wrote or confirmed itself names the site; and a buyer that did not enter the list accepted it."""
    is_known = link.status == "confirmed" and not link.is_of_another_name
    return is_known and any(
        row.facility is site
        and row.disclosure.supplier is link.supplier
        and (row.disclosure.author is link.organisation or row.disclosure.is_confirmed_by_supplier)
        and row.disclosure.accepted_by - {row.disclosure.author}
        for row in world.all(DisclosureRow)
    )


Rule = Callable[[Organisation, Any, World, str], bool]
RULES: dict[type[Thing], Rule] = {
    Organisation: organisation,
    Member: own,
    Invitation: own,
    ApiKey: own,
    DataImport: own,
    DisclosureImport: own,
    Questionnaire: own,
    MarketObservation: own,
    ProductQuote: quote,
    LabelClaim: label_claim,
    EquivalenceDossier: equivalence_dossier,
    Target: own,
    SupplierLink: link,
    Affiliation: affiliation,
    Supplier: supplier,
    Product: product,
    Facility: facility,
    Contract: contract,
    ContractClause: term_of_contract,
    Delivery: of_contract,
    Obligation: of_contract,
    Framework: framework,
    Criterion: term_of_contract,
    LabelRequirement: term_of_contract,
    LifeCycleCost: price,
    Spend: price,
    ContactPoint: contact_point,
    Disclosure: disclosure,
    DisclosureRow: disclosure_row,
    Dialogue: dialogue,
    Assignment: in_dialogue,
    Evidence: in_dialogue,
    Meeting: meeting,
    AnnualReview: annual_review,
    ActionPoint: action_point,
    Finding: finding,
}
