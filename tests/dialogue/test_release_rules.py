"""What a release of a finding needs: an audience never less than those that it contains, the preview the same."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import chain, combinations, product
from uuid import uuid4

import pytest

from chassis.problems import Problem
from dialogue.findings.release.rules import (
    FOR_SOURCES,
    REFUSALS,
    Audience,
    Need,
    Release,
    check_release,
    missing,
    needs_of,
)
from dialogue.findings.rules import SourceRisk
from support.cast import Cast
from support.chains import chain_of
from support.feeds import ScriptedFeed
from support.findings import Monitor, register_site

A, N, R = Audience, Need, SourceRisk

VALIDATOR, OTHER = uuid4(), uuid4()
NOTHING = Release(
    audiences=(),
    risk=R.LOW,
    is_consent_withdrawn=False,
    is_released_to_supplier=False,
    validated_by=VALIDATOR,
    released_by=VALIDATOR,
    reason=None,
    is_consent_confirmed=False,
    has_named_buyers=False,
    has_suppliers=False,
    has_site=False,
    is_site_known=False,
)
"""A release for which nothing was given, by the person who validated the finding."""

GIVEN = {
    N.CONSENT_NOT_WITHDRAWN: {"is_consent_withdrawn": False},
    N.REASON: {"reason": "The workers ask for it."},
    N.CONSENT: {"is_consent_confirmed": True},
    N.SECOND_PERSON: {"released_by": OTHER},
    N.NAMED_BUYERS: {"has_named_buyers": True},
    N.SITE: {"has_site": True, "is_site_known": True},
    N.SUPPLIERS: {"has_suppliers": True},
}


def sets_of(audiences: Collection[Audience]) -> list[tuple[Audience, ...]]:
    return list(chain.from_iterable(combinations(audiences, n) for n in range(1, len(audiences) + 1)))


def all_releases() -> Iterator[Release]:
    """Every combination of audiences, risk and what the supplier knows, with nothing given."""
    for audiences, risk, is_known, is_withdrawn in product(sets_of(Audience), R, (True, False), (True, False)):
        yield replace(
            NOTHING,
            audiences=audiences,
            risk=risk,
            is_released_to_supplier=is_known,
            is_consent_withdrawn=is_withdrawn,
        )


def given(release: Release, needs: Collection[Need]) -> Release:
    for need in needs:
        release = replace(release, **GIVEN[need])
    return release


def name_of(release: Release) -> str:
    known = "known" if release.is_released_to_supplier else "not known"
    withdrawn = " withdrawn" if release.is_consent_withdrawn else ""
    return f"{'+'.join(release.audiences)} {release.risk} {known}{withdrawn}"


@pytest.mark.parametrize("release", list(all_releases()), ids=name_of)
def test_a_release_is_refused_for_each_need_that_is_missing_and_for_nothing_else(release: Release) -> None:
    needs = needs_of(release)
    assert missing(release) == [need for need in Need if need in needs]
    check_release(given(release, needs))
    for need in needs:
        with pytest.raises(Problem) as refusal:
            check_release(given(release, needs - {need}))
        assert refusal.value.code() == REFUSALS[need]().code()


@pytest.mark.parametrize("is_known", [True, False])
@pytest.mark.parametrize("risk", R)
def test_the_public_needs_at_least_what_every_other_audience_needs(risk: SourceRisk, is_known: bool) -> None:
    def needs(*audiences: Audience) -> frozenset[Need]:
        asked = replace(NOTHING, audiences=audiences, risk=risk, is_released_to_supplier=is_known)
        return needs_of(asked) & FOR_SOURCES

    for audiences in sets_of(Audience):
        assert needs(A.PUBLIC) >= needs(*audiences)
        assert needs(*audiences, A.PUBLIC) >= needs(*audiences)
        if A.SUPPLIER not in audiences:  # telling the supplier at once is what makes a reason unnecessary
            assert all(needs(*audiences) >= needs(audience) for audience in audiences)


@pytest.mark.parametrize("risk", [R.HIGH, R.UNKNOWN])
def test_every_release_of_a_source_at_risk_needs_consent_a_second_person_and_a_reason(risk: SourceRisk) -> None:
    for audiences, is_known in product(sets_of(Audience), (True, False)):
        release = replace(NOTHING, audiences=audiences, risk=risk, is_released_to_supplier=is_known)
        assert needs_of(release) >= FOR_SOURCES


@pytest.mark.parametrize(
    ("audiences", "is_known", "needed"),
    [
        ([A.SUPPLIER], False, False),
        ([A.AFFILIATES], False, True),
        ([A.NAMED_BUYERS], False, True),
        ([A.AFFILIATES, A.SUPPLIER], False, False),
        ([A.AFFILIATES], True, False),
        ([A.PUBLIC], False, True),
        ([A.PUBLIC, A.SUPPLIER], False, True),
        ([A.PUBLIC], True, False),
    ],
)
def test_a_release_out_of_order_needs_a_reason(audiences: list[Audience], is_known: bool, needed: bool) -> None:
    release = replace(NOTHING, audiences=audiences, is_released_to_supplier=is_known)
    assert (N.REASON in needs_of(release)) is needed


@pytest.mark.parametrize("audience", ["public", "affiliates", "named_buyers", "supplier"])
@pytest.mark.parametrize("risk", ["high", "unknown"])
async def test_one_person_without_consent_releases_a_source_at_risk_to_nobody(
    dialogue: Cast, suppliers: Cast, risk: str, audience: str
) -> None:
    monitor = Monitor(dialogue)
    finding = await monitor.validated(source_risk=risk)
    terms = {"audiences": [audience], "facility_id": await register_site(suppliers)}
    preview = await monitor.editor.post(f"/v1/findings/{finding}/release-preview", json=terms)
    assert preview.json()["needs"][:3] == ["reason", "consent", "second_person"]
    for given, code in [
        ({}, "reason_required"),
        ({"reason": "x"}, "consent_required"),
        ({"reason": "x", "informed_consent_confirmed": True}, "second_person_required"),
    ]:
        refused = await monitor.move(finding, "shared", **terms, **given)
        assert refused.json()["code"] == code, refused.text
    for reader in (dialogue.buyer(), dialogue.supplier(uuid4())):
        assert (await reader.get(f"/v1/findings/{finding}")).status_code == 404


@pytest.mark.parametrize("audiences", sets_of([A.SUPPLIER, A.AFFILIATES, A.PUBLIC]), ids=str)
@pytest.mark.parametrize("risk", ["medium", "unknown"])
async def test_a_release_is_made_once_it_has_all_that_the_preview_names(
    dialogue: Cast, suppliers: Cast, gateway_feed: ScriptedFeed, risk: str, audiences: tuple[Audience, ...]
) -> None:
    here, monitor = await chain_of(dialogue, suppliers, gateway_feed), Monitor(dialogue)
    finding = await monitor.validated(source_risk=risk)
    terms: dict[str, object] = {"audiences": list(audiences)}
    by = monitor.editor
    while needs := (await by.post(f"/v1/findings/{finding}/release-preview", json=terms)).json()["needs"]:
        refused = await monitor.move(finding, "shared", by=by, **terms)
        assert refused.json()["code"] == REFUSALS[Need(needs[0])]().code()
        match needs[0]:
            case "reason":
                terms["reason"] = "The workers ask for it."
            case "consent":
                terms["informed_consent_confirmed"] = True
            case "second_person":
                by = monitor.second_editor
            case "site":
                await monitor.confirm_site(finding, here.site)
            case "suppliers":
                terms["suppliers"] = [here.supplier_id]
    assert (await monitor.move(finding, "shared", by=by, **terms)).status_code == 200
