"""The client of the suppliers service: every call of this service to that one is a method here."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import httpx

from chassis.http import ServiceRefused, ask
from chassis.state import AppState
from chassis.tokens import Signer
from dialogue.suppliers_api import operations
from dialogue.suppliers_api.operations import Answer, ListOperation, Operation
from dialogue.suppliers_api.schemas import (
    ContactPointSummary,
    ContractAnswer,
    ContractSummary,
    DisclosureGap,
    ExposureLinks,
    FacilityMatch,
    FacilitySummary,
    FacilitySupplier,
    HardwareSupplier,
    ObligationSummary,
    SupplierSummary,
)

SERVICE = "suppliers"
MOST_PER_PAGE = 200
MOST_MATCHES = 5
MOST_CONTRACTS_PER_QUESTION = 100
"""A question about more contracts is divided, so that its address stays short."""

Ids = Mapping[str, UUID]
NO_IDS: Ids = {}


async def settled(call: Awaitable[Any]) -> Callable[[], Any]:
    """Gives the answer to a call as often as it is asked; a refusal is raised each time. Raises Unavailable now."""
    try:
        answer = await call
    except ServiceRefused as refused:
        refusal = refused

        def refuse() -> Any:
            raise refusal

        return refuse
    return lambda: answer


def _complete(answers: Sequence[ContractAnswer]) -> list[ContractSummary]:
    return [contract for answer in answers if (contract := answer.complete())]


class SuppliersApi:
    """The suppliers service as it answers the holder of `token`.

    `signer` makes the token of this service itself, for what no caller may ask. Every method raises Unavailable
    where suppliers does not answer, and ServiceRefused where it refuses.
    """

    def __init__(self, client: httpx.AsyncClient, token: str, signer: Signer) -> None:
        self._client = client
        self._token = token
        self._signer = signer

    @classmethod
    def of_caller(cls, state: AppState, token: str) -> "SuppliersApi":
        """The suppliers service as it answers the caller with this token."""
        return cls(state.clients[SERVICE], token, state.signer)

    @classmethod
    def of_system(cls, state: AppState) -> "SuppliersApi":
        """The suppliers service as it answers this service itself."""
        return cls.of_caller(state, state.signer.as_system(audience=SERVICE))

    def _as_system(self) -> "SuppliersApi":
        return SuppliersApi(self._client, self._signer.as_system(audience=SERVICE), self._signer)

    async def supplier(self, supplier_id: UUID) -> SupplierSummary | None:
        """None where the caller sees no such market party."""
        return await self._find(operations.SUPPLIER, {"supplier_id": supplier_id})

    async def contract(self, contract_id: UUID) -> ContractSummary | None:
        """None where the caller sees no such contract, or it is a draft."""
        answer = await self._find(operations.CONTRACT, {"contract_id": contract_id})
        return answer.complete() if answer else None

    async def contracts(self, contract_ids: Sequence[UUID]) -> list[ContractSummary]:
        """These contracts without drafts; raises ServiceRefused where the caller does not see one of them."""
        return _complete(
            [await self._read(operations.CONTRACT, {"contract_id": contract_id}) for contract_id in contract_ids]
        )

    async def contracts_with(self, supplier_id: UUID) -> list[ContractSummary]:
        """All contracts of the caller with the supplier, without drafts."""
        return _complete(await self._items(operations.CONTRACTS, query={"supplier_id": str(supplier_id)}))

    async def contracts_of(self, contract_ids: Sequence[UUID], *, supplier_id: UUID) -> list[ContractSummary]:
        """The contracts of a dialogue: those that it names, else all contracts of the caller with the supplier."""
        return await (self.contracts(contract_ids) if contract_ids else self.contracts_with(supplier_id))

    async def obligations(self, contract_id: UUID) -> list[ObligationSummary]:
        """The duties of a contract that the caller sees."""
        return await self._items(operations.OBLIGATIONS, {"contract_id": contract_id})

    async def contact_points(self, supplier_id: UUID) -> list[ContactPointSummary]:
        """The contact points of a supplier that the caller sees."""
        return await self._items(operations.CONTACT_POINTS, query={"supplier_id": str(supplier_id)})

    async def facility(self, facility_id: UUID) -> FacilitySummary | None:
        """None where the register has no such facility."""
        return await self._find(operations.FACILITY, {"facility_id": facility_id})

    async def register_facility(self, registration_id: UUID, facility: Mapping[str, str]) -> FacilitySummary:
        """Enter a facility, asked by this service; a repeat with the same id gives the first one again."""
        ids = {"registration_id": registration_id}
        return await self._as_system()._read(operations.FACILITY_REGISTRATION, ids, json=dict(facility))

    async def match_facility(self, facility: Mapping[str, str]) -> Sequence[FacilityMatch]:
        """Facilities that may be the one described, most likely first; nothing is stored."""
        question = {"queries": {"site": dict(facility)}, "limit": MOST_MATCHES}
        matches = await self._read(operations.MATCH_FACILITIES, json=question)
        return matches.responses["site"].results

    async def suppliers_of_facility(self, facility_id: UUID) -> list[FacilitySupplier]:
        """The suppliers whose accepted lists name the facility; asked by this service, not by the caller."""
        question = {"facility_id": str(facility_id)}
        answer = await self._as_system()._read(operations.FACILITY_SUPPLIERS, json=question)
        return answer.items

    async def exposures(self, facility_id: UUID, first: date, last: date, *, margin_months: int) -> ExposureLinks:
        """Links from a facility to contracts of the caller, around the days from `first` to `last`."""
        question = {
            "facility_id": str(facility_id),
            "from": first.isoformat(),
            "to": last.isoformat(),
            "margin_months": margin_months,
        }
        return await self._read(operations.EXPOSURES, json=question)

    async def disclosure_gaps(self, contract_ids: Sequence[UUID]) -> list[DisclosureGap]:
        """What is not disclosed of what these contracts deliver."""
        gaps: list[DisclosureGap] = []
        for first in range(0, len(contract_ids), MOST_CONTRACTS_PER_QUESTION):
            asked = contract_ids[first : first + MOST_CONTRACTS_PER_QUESTION]
            query = {"contract_id": [str(contract_id) for contract_id in asked]}
            gaps += await self._items(operations.DISCLOSURE_GAPS, query=query)
        return gaps

    async def hardware_suppliers(self) -> list[HardwareSupplier]:
        """The suppliers with active hardware contracts of the caller."""
        return await self._items(operations.HARDWARE_SUPPLIERS)

    async def _read(
        self,
        operation: Operation[Answer],
        ids: Ids = NO_IDS,
        *,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        return operation.answer.model_validate(await self._call(operation, ids, json=json, headers=headers))

    async def _find(self, operation: Operation[Answer], ids: Ids) -> Answer | None:
        """The answer, or None where suppliers says that there is no such thing."""
        try:
            return await self._read(operation, ids)
        except ServiceRefused as refusal:
            if refusal.refused_status == 404:
                return None
            raise

    async def _items(
        self,
        operation: ListOperation[Answer],
        ids: Ids = NO_IDS,
        *,
        query: Mapping[str, Any] | None = None,
    ) -> list[Answer]:
        """All items, of a paged list to its last page."""
        page = {**(query or {}), **({"limit": MOST_PER_PAGE} if operation.is_paged else {})}
        answer = await self._call(operation, ids, query=page)
        items = [operation.answer.model_validate(item) for item in answer["items"]]
        while operation.is_paged and answer["next"] is not None:
            answer = await self._call(operation, ids, query={**page, "cursor": answer["next"]})
            items += [operation.answer.model_validate(item) for item in answer["items"]]
        return items

    async def _call(
        self,
        operation: Operation[Any],
        ids: Ids,
        *,
        query: Mapping[str, Any] | None = None,
        json: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        return await ask(
            self._client,
            operation.method,
            operation.path.format_map(ids),
            token=self._token,
            service=SERVICE,
            params=query,
            json=json,
            headers=dict(headers or {}),
        )
