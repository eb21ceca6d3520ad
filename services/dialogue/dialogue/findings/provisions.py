"""The standards a finding may speak of: ILO conventions and our own codes of practices below them.

A practice names its parent provisions. `critical` codes override the severity that the figures give. What each
code is called, in three languages, stands in the code lists `provisions` and `practices`.
"""

import csv
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType

from chassis.problems import Fault, Invalid


@dataclass(frozen=True, slots=True)
class Provision:
    """One code; `critical` is `always`, `imminent_danger` or empty."""

    code: str
    parents: tuple[str, ...]
    critical: str


class UnknownProvision(Invalid):
    """A provision is not in the code list; `errors` points at each one that is not."""

    title = "Unknown provision"


def _read() -> Mapping[str, Provision]:
    text = files("dialogue.findings").joinpath("provisions.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return MappingProxyType(
        {row["code"]: Provision(row["code"], tuple(row["parents"].split()), row["critical"]) for row in rows}
    )


PROVISIONS = _read()


def check_provisions(codes: Collection[str]) -> None:
    """Raises UnknownProvision, pointing at each code the list has not."""
    faults = [
        Fault(f"/provisions/{index}", UnknownProvision.code(), f"{code!r} is not in the code list.")
        for index, code in enumerate(codes)
        if code not in PROVISIONS
    ]
    if faults:
        raise UnknownProvision(f"{len(faults)} provision(s) are unknown.", errors=faults)


def is_critical_by_itself(codes: Collection[str], *, imminent_danger: bool) -> bool:
    """Whether one of the codes stands for the gravest kind of harm, whatever the figures say.

    Forced and child labour with their conventions, and retaliation, always; an accident where danger is
    imminent.
    """
    reasons = {PROVISIONS[code].critical for code in codes}
    return "always" in reasons or (imminent_danger and "imminent_danger" in reasons)
