"""The rules of findings: states, severity, what a text may not contain."""

import csv
from datetime import date
from importlib.resources import files

import pytest

from chassis.moves import MoveIncomplete, allowed, step
from chassis.vocabulary import Role
from dialogue.findings.assessment.rules import (
    LEVELS,
    PROVISIONS,
    TIMELINES,
    Harm,
    Severity,
    UnknownProvision,
    check_provisions,
    is_critical_by_itself,
    priority,
    severity_index,
)
from dialogue.findings.protection.rules import (
    CHECKLIST,
    ChecklistIncomplete,
    PersonalDataSuspected,
    check_checklist,
    check_text,
    is_visible_on,
    month,
    protected_range,
)
from dialogue.findings.reactions.rules import REACTION_MOVES, ReactionStatus
from dialogue.findings.remedy.rules import RemedyNotConfirmed, protected_confirmation
from dialogue.findings.rules import INTERNAL, MOVES, OPEN, OVER, RELEASED, FindingStatus

S, R = FindingStatus, ReactionStatus
ALL_ROLES = {role.value for role in Role}

IN_THE_TABLE = [
    ("draft", "submitted", "monitor_author"),
    ("submitted", "returned", "monitor_editor"),
    ("submitted", "validated", "monitor_editor"),
    ("returned", "draft", "monitor_author"),
    ("returned", "draft", "monitor_editor"),
    ("validated", "shared", "monitor_editor"),
    ("shared", "amended", "monitor_editor"),
    ("amended", "shared", "monitor_editor"),
    ("shared", "in_remediation", "monitor_editor"),
    ("shared", "in_remediation", "system"),
    ("in_remediation", "remediation_verified", "monitor_editor"),
    ("remediation_verified", "in_remediation", "monitor_editor"),
    ("remediation_verified", "closed", "monitor_editor"),
    ("shared", "closed_unremedied", "monitor_editor"),
    ("in_remediation", "closed_unremedied", "monitor_editor"),
    ("closed", "shared", "monitor_editor"),
    *((status.value, "withdrawn", "monitor_editor") for status in S if status is not S.WITHDRAWN),
]


def test_the_state_machine_has_exactly_these_transitions() -> None:
    machine = {(origin.value, to.value, actor) for (origin, to), move in MOVES.items() for actor in move.by}
    assert machine == set(IN_THE_TABLE)


@pytest.mark.parametrize(("origin", "to"), [pair for pair, move in MOVES.items() if move.needs])
def test_a_transition_is_refused_without_the_fields_it_needs(origin: S, to: S) -> None:
    with pytest.raises(MoveIncomplete):
        step(MOVES, origin, to, actors=ALL_ROLES, given={})


def test_nothing_follows_a_withdrawal() -> None:
    assert allowed(MOVES, S.WITHDRAWN, ALL_ROLES) == []


def test_a_company_never_moves_a_finding() -> None:
    assert {to for (_, to), move in MOVES.items() if move.by & {"supplier_contact", "supplier_admin"}} == set()


def test_a_company_moves_only_its_own_reaction_and_never_judges_it() -> None:
    by_companies = {to for (_, to), move in REACTION_MOVES.items() if "supplier_contact" in move.by}
    by_monitors = {to for (_, to), move in REACTION_MOVES.items() if "monitor_editor" in move.by}
    assert by_companies == {R.ACKNOWLEDGED, R.DISPUTED, R.REMEDIATION_CLAIMED}
    assert by_monitors == {R.ANSWERED, R.REMEDIATION_CONFIRMED, R.REMEDIATION_REFUSED}


@pytest.mark.parametrize(
    ("asked", "confirmed", "shown"),
    [
        (40, 34, ("40", "34")),
        (40, 40, ("40", "40")),
        (40, 38, ("40", None)),
        (6, 4, ("6", None)),
        (3, 2, ("<5", None)),
        (1, 1, ("<5", None)),
    ],
)
def test_no_count_of_workers_below_five_can_be_read_or_calculated(
    asked: int, confirmed: int, shown: tuple[str, str | None]
) -> None:
    confirmation = protected_confirmation(asked, confirmed)
    assert (confirmation.asked, confirmation.confirmed) == shown


@pytest.mark.parametrize(("asked", "confirmed"), [(40, 20), (40, 0), (1, 0), (5, 6)])
def test_most_of_the_workers_must_confirm_a_remedy(asked: int, confirmed: int) -> None:
    with pytest.raises(RemedyNotConfirmed):
        protected_confirmation(asked, confirmed)


def test_every_state_is_internal_released_or_withdrawn() -> None:
    assert INTERNAL | RELEASED | {S.WITHDRAWN} == set(S)
    assert not INTERNAL & RELEASED
    assert RELEASED | {S.WITHDRAWN} == OPEN | OVER


@pytest.mark.parametrize(
    ("scale", "scope", "irremediability", "provisions", "level"),
    [
        (3, 3, 2, [], Severity.CRITICAL),
        (2, 4, 1, [], Severity.HIGH),
        (2, 1, 1, ["FL02"], Severity.CRITICAL),
        (1, 1, 1, [], Severity.LOW),
        (1, 1, 2, ["HR01"], Severity.MEDIUM),
        (4, 4, 4, [], Severity.CRITICAL),
    ],
)
def test_severity_as_in_the_worked_examples(
    scale: int, scope: int, irremediability: int, provisions: list[str], level: Severity
) -> None:
    by_itself = is_critical_by_itself(provisions, imminent_danger=False)
    assert LEVELS[severity_index(Harm(scale, scope, irremediability), critical_by_itself=by_itself)] is level


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
@pytest.mark.parametrize("scope", [1, 2, 3, 4])
@pytest.mark.parametrize("irremediability", [1, 2, 3, 4])
def test_a_wide_scope_raises_the_index_by_one_and_never_above_four(
    scale: int, scope: int, irremediability: int
) -> None:
    narrow, wide = (severity_index(Harm(scale, width, irremediability)) for width in (1, scope))
    assert wide == (min(narrow + 1, 4) if scope >= 3 else narrow)


def test_forced_and_child_labour_and_retaliation_are_critical_by_themselves() -> None:
    always = {code for code, provision in PROVISIONS.items() if provision.critical == "always"}
    forced = {f"FL0{number}" for number in range(1, 8)}
    assert always == {"C029", "C105", "C138", "C182", *forced, "CL01", "CL02", "GR02"}


def test_an_accident_is_critical_where_danger_is_imminent() -> None:
    assert is_critical_by_itself(["OS05"], imminent_danger=True)
    assert not is_critical_by_itself(["OS05"], imminent_danger=False)


def test_a_more_severe_harm_never_has_more_time() -> None:
    times = [TIMELINES[level] for level in Severity]
    assert [time.plan for time in times] == [7, 14, 30, 60]
    assert [time.remedy for time in times] == sorted(time.remedy for time in times)
    assert [time.acknowledge for time in times] == [2, 5, 10, 15]


def test_a_potential_harm_counts_by_how_likely_it_is() -> None:
    assert [priority(3, 2), priority(3, None)] == [6, 12]


def test_a_practice_names_parents_that_exist() -> None:
    assert {parent for item in PROVISIONS.values() for parent in item.parents} <= set(PROVISIONS)
    assert PROVISIONS["FL02"].parents == ("C029", "C181")


def published(name: str) -> list[dict[str, str]]:
    """A code list as the suppliers service publishes it."""
    text = files("suppliers.code_lists").joinpath(f"data/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_the_codes_are_those_of_the_published_code_lists() -> None:
    practices = {row["code"]: tuple(row["provisions"].split()) for row in published("practices")}
    conventions = {row["code"]: () for row in published("provisions")}
    assert {code: item.parents for code, item in PROVISIONS.items()} == conventions | practices


def test_an_unknown_provision_is_pointed_at() -> None:
    with pytest.raises(UnknownProvision) as refusal:
        check_provisions(["C029", "C999"])
    assert [fault.pointer for fault in refusal.value.errors] == ["/provisions/1"]


def test_the_safety_checklist_must_hold_at_every_point() -> None:
    check_checklist(dict.fromkeys(CHECKLIST, True))
    with pytest.raises(ChecklistIncomplete) as refusal:
        check_checklist({"no_personal_data": True, "period_is_coarse": False})
    pointers = [fault.pointer for fault in refusal.value.errors]
    assert pointers == ["/checklist/period_is_coarse", "/checklist/sources_consented"]


@pytest.mark.parametrize(
    "text",
    [
        "Write to somebody@example.org.",
        "Call +31 6 1234 5678 at night.",
        "It was worker no. A-1234.",
        "It was badge number 124.",
    ],
)
def test_personal_data_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(PersonalDataSuspected) as refusal:
        check_text("/summary_public", text)
    assert "1234" not in str(refusal.value)


def test_figures_and_dates_are_no_personal_data() -> None:
    check_text("/summary_public", "In 2026-03 some 40 workers worked 72 hours a week; 3+4 weeks of pay were kept.")


@pytest.mark.parametrize(
    ("low", "high", "shown"), [(1, 4, "<5"), (0, 3, "<5"), (2, 20, "up to 20"), (20, 50, "20-50"), (30, 30, "30")]
)
def test_fewer_than_five_people_are_never_shown_as_a_number(low: int, high: int, shown: str) -> None:
    assert protected_range(low, high) == shown


def test_readers_see_the_month_and_only_after_the_embargo() -> None:
    assert month(date(2026, 3, 17)) == "2026-03"
    assert is_visible_on(date(2026, 3, 17), None)
    assert is_visible_on(date(2026, 3, 17), date(2026, 3, 17))
    assert not is_visible_on(date(2026, 3, 16), date(2026, 3, 17))
