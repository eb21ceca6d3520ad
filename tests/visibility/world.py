"""What was done in a world, as the people who did it remember it. The oracle judges from this and nothing else."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from string import ascii_lowercase
from typing import TypeVar

Kind = TypeVar("Kind", bound="Thing")

WHOLE = "whole"
"""The part of a thing that everybody knows who knows the thing at all."""
NAME = "name"
"""That it exists, and what it is called: others may be told so much where they may not read the thing itself."""


def word() -> str:
    """A word that stands in one text of one world only, so that whoever reads it has read that text."""
    return "zq" + "".join(secrets.choice(ascii_lowercase) for _ in range(10)) + "qz"


@dataclass(eq=False, kw_only=True)
class Thing:
    """`changes` counts, by part, how often it was changed; `words` are those written into each part."""

    id: str
    changes: Counter[str] = field(default_factory=Counter)
    words: dict[str, str] = field(default_factory=dict)

    def changed(self, *parts: str) -> None:
        self.changes.update(parts or (WHOLE,))

    @property
    def parts(self) -> set[str]:
        return {WHOLE, NAME, *self.changes, *self.words}


@dataclass(eq=False, kw_only=True)
class Supplier(Thing):
    """The record in the register; its people belong to organisations."""


@dataclass(eq=False, kw_only=True)
class Organisation(Thing):
    """A tenant: `buyer`, `monitor`, `supplier`, `expert` or `platform`."""

    name: str
    kind: str
    supplier: Supplier | None = None

    def __repr__(self) -> str:
        return self.name


@dataclass(eq=False)
class Person:
    """An observer: a person with its roles. Without an organisation it is a stranger who has not signed in."""

    name: str
    roles: frozenset[str] = frozenset()
    organisation: Organisation | None = None
    key: str = ""

    def __repr__(self) -> str:
        return self.name


@dataclass(eq=False, kw_only=True)
class Membership(Thing):
    """What only an organisation itself knows of: members, invitations, API keys, imports, questionnaires."""

    organisation: Organisation


@dataclass(eq=False, kw_only=True)
class Member(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class Invitation(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class ApiKey(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class DisclosureImport(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class DataImport(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class MarketObservation(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class Questionnaire(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class Target(Membership):
    pass


@dataclass(eq=False, kw_only=True)
class SupplierLink(Thing):
    """`organisation` works for `supplier` with this buyer; `status` is the platform's word on it.

    Where the platform is in the buyer's place, it keeps its word without a buyer. `is_of_another_name`: it
    confirmed the supplier as somebody that it is not any more.
    """

    buyer: Organisation
    supplier: Supplier
    organisation: Organisation
    status: str = "pending"
    is_of_another_name: bool = False


@dataclass(eq=False, kw_only=True)
class Affiliation(Thing):
    """`agreed_by` are the sides that have said so."""

    buyer: Organisation
    monitor: Organisation
    first: date
    last: date | None = None
    agreed_by: set[Organisation]


@dataclass(eq=False, kw_only=True)
class Product(Thing):
    """`sellers` are its brand and the suppliers that offer it."""

    sellers: set[Supplier]


@dataclass(eq=False, kw_only=True)
class ProductQuote(Thing):
    product: Product
    buyer: Organisation


@dataclass(eq=False, kw_only=True)
class LabelClaim(Thing):
    """`author` made it; what a buyer found out about it is the part with the buyer's id.

    `is_under_a_new_name`: the supplier made it after a change of who it is, which the platform has not confirmed.
    """

    product: Product
    author: Organisation
    is_under_a_new_name: bool = False


@dataclass(eq=False, kw_only=True)
class EquivalenceDossier(Thing):
    """`author` is the supplier's organisation, or the buyer that entered it on its behalf."""

    supplier: Supplier
    buyer: Organisation
    author: Organisation
    is_submitted: bool = False


@dataclass(eq=False, kw_only=True)
class Facility(Thing):
    """A site. `id` is empty as long as no register has given it one; `registered_by` entered it by hand.

    `has_had_readers`: a finding about it was once known to a reader.
    """

    described: dict[str, str]
    registered_by: Organisation | None = None
    has_had_readers: bool = False


@dataclass(eq=False, kw_only=True)
class Contract(Thing):
    """`entitled` are the buyers that may order under it."""

    buyer: Organisation
    supplier: Supplier
    status: str
    entitled: set[Organisation] = field(default_factory=set)


@dataclass(eq=False, kw_only=True)
class OfContract(Thing):
    contract: Contract


@dataclass(eq=False, kw_only=True)
class ContractClause(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class Framework(OfContract):
    """A contract as those read it who may order under it."""


@dataclass(eq=False, kw_only=True)
class Criterion(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class LabelRequirement(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class LifeCycleCost(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class Delivery(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class Obligation(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class Spend(OfContract):
    pass


@dataclass(eq=False, kw_only=True)
class ContactPoint(Thing):
    buyer: Organisation
    supplier: Supplier


@dataclass(eq=False, kw_only=True)
class Disclosure(Thing):
    """A version of a list; `author` is the supplier's organisation, or the buyer that entered it on its behalf.

    `is_under_a_new_name`: the supplier stated it after a change of who it is, which the platform has not confirmed.
    """

    supplier: Supplier
    author: Organisation
    addressed_to: set[Organisation] = field(default_factory=set)
    is_submitted: bool = False
    accepted_by: set[Organisation] = field(default_factory=set)
    is_confirmed_by_supplier: bool = False
    is_under_a_new_name: bool = False


@dataclass(eq=False, kw_only=True)
class DisclosureRow(Thing):
    disclosure: Disclosure
    facility: Facility
    level: str


@dataclass(eq=False, kw_only=True)
class Dialogue(Thing):
    """`seats` are the monitors and experts that the buyer admitted, each with its last day."""

    buyer: Organisation
    supplier: Supplier
    contract: Contract | None = None
    seats: dict[Organisation, date | None] = field(default_factory=dict)


@dataclass(eq=False, kw_only=True)
class InDialogue(Thing):
    """`shared` are the parts that the buyer has shared with the others."""

    dialogue: Dialogue
    shared: set[str] = field(default_factory=set)


@dataclass(eq=False, kw_only=True)
class Assignment(InDialogue):
    pass


@dataclass(eq=False, kw_only=True)
class Evidence(InDialogue):
    pass


@dataclass(eq=False, kw_only=True)
class Meeting(InDialogue):
    pass


@dataclass(eq=False, kw_only=True)
class AnnualReview(InDialogue):
    pass


@dataclass(eq=False, kw_only=True)
class ActionPoint(InDialogue):
    is_for_the_buyer_only: bool = False
    origin: Thing | None = None


@dataclass
class Release:
    """`reached` are those who were entitled on the day of the release, each as what; `is_public` means everybody
    with an account. `is_told`: they were informed."""

    audiences: frozenset[str]
    reached: dict[Organisation, str]
    is_public: bool
    is_told: bool = False

    @property
    def readers(self) -> set[Organisation]:
        return set(self.reached)


@dataclass(eq=False, kw_only=True)
class Finding(Thing):
    monitor: Organisation
    facility: Facility
    status: str = "draft"
    source_risk: str = "low"
    embargo_until: date | None = None
    releases: list[Release] = field(default_factory=list)
    is_consent_withdrawn: bool = False
    is_held: bool = False
    """The consent was withdrawn before the first reader was told."""


@dataclass
class World:
    """`memory` has the ids that each person could know at any time so far: an event once told stays told."""

    today: date
    people: dict[str, Person] = field(default_factory=dict)
    things: list[Thing] = field(default_factory=list)
    acts: list[str] = field(default_factory=list)
    memory: dict[str, set[str]] = field(default_factory=dict)

    def add(self, thing: Kind) -> Kind:
        self.things.append(thing)
        return thing

    def all(self, kind: type[Kind]) -> Iterator[Kind]:
        return (thing for thing in self.things if isinstance(thing, kind))


NOTED = ("status", "level", "embargo_until", "is_for_the_buyer_only", "kind")
"""Facts by which a thing is described."""


def describe(thing: Thing, world: World) -> str:
    """Its kind, and what makes it hidden or not."""
    facts = vars(thing)
    notes = [str(facts[name]) for name in NOTED if facts.get(name)]
    if isinstance(thing, Finding):
        notes += sorted({audience for release in thing.releases for audience in release.audiences})
    if isinstance(thing, Disclosure):
        notes.append(f"of {thing.author}")
    if isinstance(thing, DisclosureRow):
        notes.append(f"of {thing.disclosure.author}")
    if isinstance(thing, Facility):
        notes += sorted({f"{row.level} row" for row in world.all(DisclosureRow) if row.facility is thing})
        notes += sorted({describe(each, world) for each in world.all(Finding) if each.facility is thing})
    return f"{type(thing).__name__}({', '.join(notes)})"
