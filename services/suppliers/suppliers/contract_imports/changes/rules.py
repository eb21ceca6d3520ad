"""What a notice says otherwise than the notice before it, and otherwise than the contract that is already there."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from suppliers.contract_imports.proposals.rules import Proposed, as_text
from suppliers.contracts.drafts.rules import COLUMNS

Said = dict[str, list[dict[str, Any]]]


def statements(lot: Mapping[str, Any]) -> Said:
    """What a lot says, by the names of its fields: `start`, `tenders.value`."""
    found: Said = {}
    for name, said in _sourced(lot, ""):
        found.setdefault(name, []).append(said)
    return found


def _sourced(part: Any, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, list):
        for each in part:
            yield from _sourced(each, name)
    elif isinstance(part, dict) and "path" in part:
        yield name, part
    elif isinstance(part, dict):
        for key, each in part.items():
            yield from _sourced(each, f"{name}.{key}" if name else key)


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields of which the texts of two notices differ."""
    then, now = statements(before), statements(after)
    found = []
    for name in sorted({*then, *now}):
        earlier, present = (_texts(said.get(name, [])) for said in (then, now))
        if earlier != present:
            paths = [said["path"] for said in now.get(name, [])]
            found.append({"field": name, "earlier": earlier, "present": present, "paths": paths})
    return found


def _texts(said: Sequence[Mapping[str, Any]]) -> list[str]:
    return [_text(each) for each in said]


def _text(said: Mapping[str, Any]) -> str:
    """An amount is another one in another currency."""
    return f"{said['text']} {said.get('currency') or said.get('unit') or ''}".strip()


def deviations(proposal: Sequence[Proposed], contract: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields that the notice states and the contract has otherwise; `contract` is by columns."""
    found = []
    for each in proposal:
        present = contract[COLUMNS.get(each.field, each.field)]
        if not _agree(each.field, present, each.value):
            found.append({**each.as_stored(), "contract": None if present is None else as_text(present)})
    return found


def _agree(field: str, present: Any, stated: Any) -> bool:
    """A CPV code is the same with and without its check digit."""
    if field == "cpv":
        return [code[:8] for code in present] == [code[:8] for code in stated]
    return bool(present == stated)
