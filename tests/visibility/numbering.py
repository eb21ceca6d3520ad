"""Numbers that people read: they count what the reader sees, so that no gap tells of something hidden."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from visibility.observing import Address
from visibility.world import Disclosure, Person

SUBJECT = ("supplier_id", "product_id", "product_family", "entered_by_buyer")
"""Versions of lists about the same have one count for each author."""


def gaps_in(person: Person, address: Address, body: Any) -> Iterator[str]:
    check = CHECKS.get(address.route.path)
    if check is not None and not address.filtered_by:
        yield from check(person, address, body)


def _of_versions(person: Person, address: Address, page: dict[str, Any]) -> Iterator[str]:
    numbers: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for item in page["items"]:
        numbers[tuple(item[name] for name in SUBJECT)].add(item["version_no"])
    for found in numbers.values():
        if found != set(range(1, len(found) + 1)):
            yield f"versions {sorted(found)}"


def _of_rows(person: Person, address: Address, page: dict[str, Any]) -> Iterator[str]:
    """Only the author reads numbers of rows."""
    assert isinstance(address.thing, Disclosure)
    is_own = address.thing.author is person.organisation
    found = [item["number"] for item in page["items"]]
    if found != (list(range(1, len(found) + 1)) if is_own else [None] * len(found)):
        yield f"rows {found}"


def _of_agendas(person: Person, address: Address, agenda: dict[str, Any]) -> Iterator[str]:
    found = [item["position"] for item in agenda["items"]]
    if found != list(range(1, len(found) + 1)):
        yield f"items {found}"


CHECKS: dict[str, Callable[[Person, Address, Any], Iterator[str]]] = {
    "/v1/disclosures": _of_versions,
    "/v1/disclosures/{disclosure_id}/rows": _of_rows,
    "/v1/annual-reviews/{review_id}/agenda": _of_agendas,
}
