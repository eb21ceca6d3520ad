"""A release that is only being considered, as the monitor sees it."""

from dialogue.findings.release.queries import ReleasePreview
from dialogue.findings.release.schemas import PreviewOut


def preview_out(preview: ReleasePreview) -> PreviewOut:
    """Organisations are counted, never named."""
    return PreviewOut(
        readers={audience: len(orgs) for audience, orgs in preview.reach.by_audience.items()},
        suppliers_without_account=len(preview.reach.suppliers_without_account),
        needs=preview.needs,
    )
