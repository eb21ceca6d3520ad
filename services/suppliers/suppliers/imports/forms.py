"""The form beside an uploaded list."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Form

from chassis.dates import Day
from chassis.text import Line
from suppliers.disclosures.rules import Confidentiality, DisclosureSource, Tier
from suppliers.disclosures.schemas import AnyTier, DisclosureIn
from suppliers.imports.schemas import ImportTerms


async def import_terms(
    supplier_id: Annotated[UUID, Form()],
    valid_from: Annotated[Day, Form()],
    valid_to: Annotated[Day | None, Form(description="the last day; absent: until further notice")] = None,
    product_id: Annotated[UUID | None, Form()] = None,
    product_family: Annotated[Line | None, Form(description="where the list is of several products")] = None,
    tier: Annotated[AnyTier, Form(description="of rows that name none")] = Tier.TX,
    source: Annotated[DisclosureSource, Form()] = DisclosureSource.SUPPLIER,
    confidentiality: Annotated[
        Confidentiality | None, Form(description="`public` from a public source, else `parties`, where absent")
    ] = None,
    addressed_to: Annotated[
        list[UUID] | None,
        Form(max_length=50, description="buyers a supplier hands it to; all it speaks with where absent"),
    ] = None,
    dry_run: Annotated[bool, Form(description="only say what would come of it")] = False,
) -> ImportTerms:
    disclosure = DisclosureIn(
        supplier_id=supplier_id,
        product_id=product_id,
        product_family=product_family,
        valid_from=valid_from,
        valid_to=valid_to,
        source=source,
        confidentiality=confidentiality,
        addressed_to=addressed_to or [],
    )
    return ImportTerms(disclosure=disclosure, tier=tier, dry_run=dry_run)


Terms = Annotated[ImportTerms, Depends(import_terms)]
