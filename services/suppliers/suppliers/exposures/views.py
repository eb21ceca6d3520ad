"""Exposures and gaps as API answers."""

from collections.abc import Iterable
from uuid import UUID

from suppliers.exposures.rules import Exposure, Link, Purchase
from suppliers.exposures.schemas import ExposureItem, Exposures, FacilityExposureCoverage, GapItem, Gaps
from suppliers.exposures.versions.rules import GapKind


def exposures_out(facility_id: UUID, exposure: Exposure) -> Exposures:
    """The links of a facility, under the id that was asked for."""
    purchases = exposure.purchases
    coverage = FacilityExposureCoverage(
        products_delivered=len({each.product_id for each in purchases if each.product_id}),
        products_disclosed=len(exposure.disclosed),
        contracts=len({each.contract_id for each in purchases}),
        contracts_without_deliveries=sum(each.product_id is None for each in purchases),
    )
    return Exposures(items=[_item(facility_id, link) for link in exposure.links], coverage=coverage)


def _item(facility_id: UUID, link: Link) -> ExposureItem:
    return ExposureItem(
        contract_id=link.purchase.contract_id,
        contract_reference=link.purchase.reference,
        product_id=link.purchase.product_id,
        product_name=link.purchase.product_name,
        facility_id=facility_id if link.statement.facility_id else None,
        tier=link.statement.tier,
        relation=link.statement.relation,
        disclosure_id=link.statement.disclosure_id,
        disclosure_version=link.statement.version_no,
        match_kind=link.kind,
        confidence=link.confidence,
        units=link.purchase.units,
    )


def gaps_out(gaps: Iterable[tuple[Purchase, GapKind]]) -> Gaps:
    return Gaps(
        items=[
            GapItem(
                contract_id=purchase.contract_id,
                product_id=purchase.product_id,
                product_name=purchase.product_name,
                kind=kind,
            )
            for purchase, kind in gaps
        ]
    )
