"""Progress of targets as API answers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from chassis.figures import Coverage, Period, Scope, share
from suppliers.tables import Target
from suppliers.targets.progress.rules import Progress, SpendShare, expected_on, percent_of
from suppliers.targets.progress.schemas import SpendProgress, TargetProgress
from suppliers.targets.rules import CODES

CENTS = Decimal("0.01")


def progress_out(
    target: Target, counted: Progress, *, excluded: Mapping[str, int], period: Period
) -> TargetProgress:
    """`excluded` are contracts that were left out, by reason; the last day of the period is the day asked for."""
    day = period.end
    value = percent_of(counted.numerator, counted.denominator)
    number = share(
        target.metric.value,
        CODES[target.metric],
        (counted.numerator, counted.denominator),
        as_of=day,
        scope=Scope(kind="buyer", id=target.owner_id),
        excluded=excluded,
    )
    return TargetProgress(
        target_id=target.id,
        metric=target.metric,
        as_of=day,
        period=period,
        target=target.value,
        year=target.year,
        expected=_expected(target, day),
        is_reached=None if value is None else value >= target.value,
        is_in_force=target.adopted_on <= day and (target.withdrawn_on is None or day < target.withdrawn_on),
        by_number=number.model_copy(update={"period": period}),
        by_spend=[_spend(each) for each in counted.shares],
        spend_coverage=Coverage(known=counted.known, unknown=counted.unknown),
        spend_excluded=dict(counted.left_out),
    )


def _expected(target: Target, day: date) -> Decimal | None:
    baseline = None
    if target.baseline_year is not None and target.baseline_value is not None:
        baseline = target.baseline_year, target.baseline_value
    return expected_on(day, baseline=baseline, target=(target.year, target.value))


def _spend(each: SpendShare) -> SpendProgress:
    return SpendProgress(
        currency=each.currency,
        vat_included=each.vat_included,
        numerator=each.numerator.quantize(CENTS),
        denominator=each.denominator.quantize(CENTS),
        value=None if each.value is None else float(each.value),
    )
