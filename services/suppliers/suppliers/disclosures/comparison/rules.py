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


class Placed(Protocol):
    """A row of a version, as far as it tells which site it may be about."""

    @property
    def tier(self) -> Tier: ...
    @property
    def country(self) -> str: ...


class ComparedRow(Placed, Protocol):
    """A row of a version, as far as it is compared."""

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


class SiteRow(NamedTuple, Generic[Row]):
    """A row, the key of its site, and whether it says where the site is."""

    site: str
    row: Row
    is_located: bool


@dataclass(frozen=True, slots=True)
class Comparison(Generic[Row]):
    """The sites that were added, removed or changed, or of which less is said; and how many stayed the same."""

    added: list[SiteRows[Row]]
    removed: list[SiteRows[Row]]
    became_vaguer: list[SiteRows[Row]]
    changed: list[SiteRows[Row]]
    unchanged: int


def stands_for(vague: Placed, known: Placed) -> bool:
    """Whether a row without a place may be about a site that an earlier version named.

    It is, where country or tier are the same, or where the row is about the brand itself or about no tier.
    """
    return vague.country == known.country or vague.tier == known.tier or vague.tier in (Tier.TX, Tier.C)


def compare(old: Iterable[SiteRow[Row]], new: Iterable[SiteRow[Row]]) -> Comparison[Row]:
    """Compare the rows of two versions.

    A site that the newer version no longer names, while a new row without a place may be about it, did not leave:
    less is said of it. So it is where the newer version leaves out where the site is.
    """
    before, after = _by_site(old), _by_site(new)
    vague = {key: _rows(rows) for key, rows in after.items() if key not in before and not _is_located(rows)}
    gone = {key: _rows(rows) for key, rows in before.items() if key not in after}
    now = {key: [row for rows in vague.values() for row in rows if _may_be(row, gone[key])] for key in gone}
    explained = {id(row) for rows in now.values() for row in rows}
    both = [(key, before[key], rows) for key, rows in after.items() if key in before]
    vaguer = [(old, new) for _, old, new in both if _is_located(old) and not _is_located(new)]
    alike = [(_rows(old), _rows(new)) for _, old, new in both if _is_located(new) or not _is_located(old)]
    changed = [SiteRows(old, new) for old, new in alike if statements(old) != statements(new)]
    return Comparison(
        added=[
            SiteRows([], _rows(rows))
            for key, rows in after.items()
            if key not in before and not any(id(row) in explained for row in vague.get(key, ()))
        ],
        removed=[SiteRows(gone[key], []) for key in gone if not now[key]],
        became_vaguer=[
            *(SiteRows(gone[key], now[key]) for key in gone if now[key]),
            *(SiteRows(_rows(old), _rows(new)) for old, new in vaguer),
        ],
        changed=changed,
        unchanged=len(alike) - len(changed),
    )


def _may_be(vague: Row, known: Iterable[Row]) -> bool:
    return any(stands_for(vague, each) for each in known)


def _is_located(rows: Iterable[SiteRow[Row]]) -> bool:
    return any(each.is_located for each in rows)


def _rows(rows: Iterable[SiteRow[Row]]) -> list[Row]:
    return [each.row for each in rows]


def _by_site(rows: Iterable[SiteRow[Row]]) -> dict[str, list[SiteRow[Row]]]:
    sites: dict[str, list[SiteRow[Row]]] = defaultdict(list)
    for each in rows:
        sites[each.site].append(each)
    return sites


def statements(rows: Iterable[ComparedRow]) -> list[SiteStatement]:
    """What rows say about what a site does for the product."""
    return sorted((SiteStatement(row.tier, row.relation, row.component, row.share_pct) for row in rows), key=repr)
