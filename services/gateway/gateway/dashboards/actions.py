"""Putting together what the services count."""

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

import httpx

from chassis.callers import Caller
from chassis.clock import today
from chassis.figures import Figure, Scope
from chassis.http import ask
from chassis.problems import Forbidden
from chassis.vocabulary import OrgKind
from gateway.dashboards.schemas import Overview

COUNTING = ("suppliers", "dialogue")
ORDER = (
    "contracts_with_clause",
    "contact_coverage",
    "dialogue_coverage",
    "open_action_points",
    "products_disclosed",
    "open_findings",
    "reviews_due",
)
"""From what is asked of suppliers to what comes of it; a figure that is not named here follows these."""


async def overview(clients: Mapping[str, httpx.AsyncClient], caller: Caller) -> Overview:
    """Counted by each service with the caller's own rights; raises Forbidden, Unavailable naming the service."""
    if caller.org_kind is not OrgKind.BUYER:
        raise Forbidden("The overview is of a buyer's contracts and dialogues.")
    day = today()
    answers = (_figures(clients[service], service, caller, day) for service in COUNTING)
    told = await asyncio.gather(*answers, return_exceptions=True)
    figures: list[Figure] = []
    for answer in told:
        # In this order: a service that fails because the one before it does is not the one to name.
        if isinstance(answer, BaseException):
            raise answer
        figures += answer
    place = {kpi: position for position, kpi in enumerate(ORDER)}
    figures.sort(key=lambda figure: place.get(figure.kpi, len(place)))
    return Overview(as_of=day, scope=Scope(kind=caller.org_kind.value, id=caller.org), figures=figures)


async def _figures(client: httpx.AsyncClient, service: str, caller: Caller, day: date) -> list[Figure]:
    answer: dict[str, Any] = await ask(
        client,
        "GET",
        "/internal/figures",
        token=caller.token,
        neighbour=service,
        params={"as_of": day.isoformat()},
    )
    return [Figure.model_validate(figure) for figure in answer["figures"]]
