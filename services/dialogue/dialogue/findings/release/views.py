"""Releases as the monitor sees them: one that is only considered, and those that were made."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from dialogue.findings.candidates.views import candidate_out
from dialogue.findings.release.reach.rules import ReleasePreview
from dialogue.findings.release.rules import Audience, Need, Release, missing
from dialogue.findings.release.schemas import PreviewOut, ReleaseOut
from dialogue.tables import Finding, FindingRelease


def preview_out(preview: ReleasePreview) -> PreviewOut:
    """Readers are counted; only suppliers are named, because the editor decides about each of them."""
    return PreviewOut(
        readers={audience: len(orgs) for audience, orgs in preview.reach.by_audience.items()},
        supplier_candidates=[candidate_out(each, preview.names) for each in preview.candidates],
        needs=preview.needs,
    )


def held_for(finding: Finding, releases: Sequence[FindingRelease]) -> Mapping[UUID, list[Need]]:
    """What each release, oldest first, lacks with the risk of now; only those whose readers are not informed."""
    lacking = {}
    for index, release in enumerate(releases):
        if release.announced_at is None:
            lacking[release.id] = missing(_asked_now(finding, release, releases[:index]))
    return {release_id: needs for release_id, needs in lacking.items() if needs}


def held_readers(finding: Finding, releases: Sequence[FindingRelease]) -> set[UUID]:
    """Who waits for held releases only, so that another release can reach them."""
    held = held_for(finding, releases)
    waiting = [release for release in releases if release.announced_at is None]
    reached = {org for release in waiting if release.id not in held for org in release.readers}
    return {org for release in waiting for org in release.readers} - reached


def releases_out(finding: Finding, releases: Sequence[FindingRelease]) -> list[ReleaseOut]:
    held = held_for(finding, releases)
    return [
        ReleaseOut.model_validate(
            release.model_dump()
            | {
                "readers": len(release.readers) - len(release.omitted),
                "omitted": [{"organisation_id": org, "reason": why} for org, why in release.omitted.items()],
                "held_for": held.get(release.id, []),
            }
        )
        for release in releases
    ]


def _asked_now(finding: Finding, release: FindingRelease, earlier: Sequence[FindingRelease]) -> Release:
    """The release as if it were asked for today; its site was judged when it was made, its recipients elsewhere."""
    return Release(
        audiences=[Audience(audience) for audience in release.audiences],
        risk=finding.source_risk,
        is_consent_withdrawn=finding.is_consent_withdrawn,
        is_released_to_supplier=any(Audience.SUPPLIER in each.audiences for each in earlier),
        validated_by=finding.validated_by,
        released_by=release.released_by,
        reason="given" if release.sealed_reason else None,
        is_consent_confirmed=release.consent_confirmed,
        has_named_buyers=True,
        has_suppliers=True,
        has_site=True,
        is_site_known=True,
    )
