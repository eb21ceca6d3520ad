"""A release that is only being considered, as the monitor sees it."""

from dialogue.findings.candidates.views import candidate_out
from dialogue.findings.release.rules import ReleasePreview
from dialogue.findings.release.schemas import PreviewOut


def preview_out(preview: ReleasePreview) -> PreviewOut:
    """Readers are counted; only suppliers are named, because the editor decides about each of them."""
    return PreviewOut(
        readers={audience: len(orgs) for audience, orgs in preview.reach.by_audience.items()},
        supplier_candidates=[candidate_out(each, preview.names) for each in preview.candidates],
        needs=preview.needs,
    )
