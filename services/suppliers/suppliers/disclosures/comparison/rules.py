"""What changed between two versions, site by site."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, NamedTuple, Protocol, TypeVar

from suppliers.disclosures.rows.rules import Relation, Tier


class SiteStatement(NamedTuple):
    """What a row says about what a site does for the product."""

    tier: Tier
    relation: Relation | None
    component: str | None
    share_pct: Decimal | None


class ComparedRow(Protocol):
    """A row of a version, as far as it is compared."""

    @property
    def tier(self) -> Tier: ...
    @property
    def relation(self) -> Relation | None: ...
    @property
    def component(self) -> str | None: ...
    @property
    def share_pct(self) -> Decimal | None: ...


Row = TypeVar("Row", bound=ComparedRow)


@dataclass(frozen=True, slots=True)
class SiteRows(Generic[Row]):
    """The rows about one site in the older and in the newer version."""

    before: Sequence[Row]
    after: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Row]):
    """The sites that were added, removed or changed, and how many stayed the same."""

    added: list[SiteRows[Row]]
    removed: list[SiteRows[Row]]
    changed: list[SiteRows[Row]]
    unchanged: int


def compare(old: Iterable[tuple[str, Row]], new: Iterable[tuple[str, Row]]) -> Comparison[Row]:
    """Compare the rows of two versions, each given with the key of its site."""
    before, after = _by_site(old), _by_site(new)
    both = [key for key in after if key in before]
    changed = [key for key in both if statements(before[key]) != statements(after[key])]
    return Comparison(
        added=[SiteRows([], after[key]) for key in after if key not in before],
        removed=[SiteRows(before[key], []) for key in before if key not in after],
        changed=[SiteRows(before[key], after[key]) for key in changed],
        unchanged=len(both) - len(changed),
    )


def _by_site(rows: Iterable[tuple[str, Row]]) -> dict[str, list[Row]]:
    sites: dict[str, list[Row]] = defaultdict(list)
    for key, row in rows:
        sites[key].append(row)
    return sites


def statements(rows: Iterable[ComparedRow]) -> list[SiteStatement]:
    """What rows say about what a site does for the product."""
    return sorted((SiteStatement(row.tier, row.relation, row.component, row.share_pct) for row in rows), key=repr)
