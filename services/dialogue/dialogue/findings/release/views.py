"""A release that is only being considered, as the monitor sees it."""

from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.findings.candidates.views import candidate_out
from dialogue.findings.release.queries import ReleasePreview
from dialogue.findings.release.schemas import PreviewOut
from dialogue.organisations.queries import names_of


async def preview_out(session: AsyncSession, preview: ReleasePreview) -> PreviewOut:
    """Readers are counted; only suppliers are named, because the editor decides about each of them."""
    names = await names_of(session, [each.organisation_id for each in preview.candidates if each.organisation_id])
    return PreviewOut(
        readers={audience: len(orgs) for audience, orgs in preview.reach.by_audience.items()},
        supplier_candidates=[candidate_out(each, names) for each in preview.candidates],
        needs=preview.needs,
    )
