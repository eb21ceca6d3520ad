"""Figures as a dashboard reads them."""

from datetime import date

from chassis.callers import Caller
from chassis.figures import Figure, Scope
from gateway.dashboards.schemas import Overview


def overview(caller: Caller, day: date, figures: list[Figure]) -> Overview:
    return Overview(as_of=day, scope=Scope(kind=caller.org_kind.value, id=caller.org), figures=figures)
