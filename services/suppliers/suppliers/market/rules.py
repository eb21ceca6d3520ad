"""Market availability: how many models and bidders hold a label, and what that warns of before it is asked for."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from chassis.problems import Fault, Invalid, NotFound


class MarketWarning(StrEnum):
    """What a requirement of this label would do.

    `may_shut_out_market`: so few hold it that most cannot bid; `does_not_differentiate`: so many hold it that it
    tells no offers apart.
    """

    MAY_SHUT_OUT_MARKET = "may_shut_out_market"
    DOES_NOT_DIFFERENTIATE = "does_not_differentiate"


class Measure(StrEnum):
    """What was counted: bidders with the label, or the share of models or bidders with it, in per cent."""

    BIDDERS_WITH_LABEL = "bidders_with_label"
    MODELS_SHARE = "models_share_pct"
    BIDDERS_SHARE = "bidders_share_pct"


@dataclass(frozen=True, slots=True)
class Limit:
    """A measure beyond this value gives the warning."""

    warning: MarketWarning
    measure: Measure
    is_beyond: Callable[[Decimal, Decimal], bool]
    value: Decimal


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning, with the measure, its value and the limit that it passed."""

    warning: MarketWarning
    measure: Measure
    value: Decimal
    limit: Decimal


@dataclass(frozen=True, slots=True)
class Counts:
    """Models and bidders in all, and with the label; None where nobody counted them."""

    models_total: int | None
    models_with_label: int | None
    bidders_total: int | None
    bidders_with_label: int | None


def _below(value: Decimal, limit: Decimal) -> bool:
    return value < limit


def _above(value: Decimal, limit: Decimal) -> bool:
    return value > limit


LIMITS = (
    Limit(MarketWarning.MAY_SHUT_OUT_MARKET, Measure.BIDDERS_WITH_LABEL, _below, Decimal(3)),
    Limit(MarketWarning.MAY_SHUT_OUT_MARKET, Measure.MODELS_SHARE, _below, Decimal(20)),
    Limit(MarketWarning.MAY_SHUT_OUT_MARKET, Measure.BIDDERS_SHARE, _below, Decimal(20)),
    Limit(MarketWarning.DOES_NOT_DIFFERENTIATE, Measure.MODELS_SHARE, _above, Decimal(90)),
    Limit(MarketWarning.DOES_NOT_DIFFERENTIATE, Measure.BIDDERS_SHARE, _above, Decimal(90)),
)
"""When each warning is given; a share at the limit itself gives none."""


class MarketObservationNotFound(NotFound):
    """There is no market observation with this id, or you may not see it."""

    title = "Market observation not found"


class CountsDoNotFit(Invalid):
    """Give models, bidders or both: each with its total, which is not smaller than the number with the label."""

    title = "The counts do not fit together"


class ObservedInFuture(Invalid):
    """The market is observed before it is recorded; use a day that is not in the future."""

    title = "The day is in the future"


def check_counts(counts: Counts) -> None:
    """Raises CountsDoNotFit."""
    pairs = {
        "models": (counts.models_total, counts.models_with_label),
        "bidders": (counts.bidders_total, counts.bidders_with_label),
    }
    wrong = [
        name
        for name, (total, with_label) in pairs.items()
        if (total is None) != (with_label is None)
        or (total is not None and with_label is not None and with_label > total)
    ]
    if wrong:
        code, detail = CountsDoNotFit.code(), CountsDoNotFit.explanation()
        raise CountsDoNotFit(errors=[Fault(f"/{name}_with_label", code, detail) for name in wrong])
    if counts.models_total is None and counts.bidders_total is None:
        raise CountsDoNotFit(pointer="/models_total")


def share(part: int | None, whole: int | None) -> Decimal | None:
    """In per cent with one decimal, half up; None without a whole to take it of."""
    if part is None or not whole:
        return None
    return (Decimal(100) * part / whole).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)


def measures_of(counts: Counts) -> dict[Measure, Decimal]:
    """The measures that are known. Shares are exact here: rounding must not pass a limit."""
    shares = {
        Measure.MODELS_SHARE: (counts.models_with_label, counts.models_total),
        Measure.BIDDERS_SHARE: (counts.bidders_with_label, counts.bidders_total),
    }
    found = {
        measure: Decimal(100) * part / whole
        for measure, (part, whole) in shares.items()
        if part is not None and whole
    }
    if counts.bidders_with_label is not None:
        found[Measure.BIDDERS_WITH_LABEL] = Decimal(counts.bidders_with_label)
    return found


def warnings_of(counts: Counts, limits: Iterable[Limit] = LIMITS) -> list[Warned]:
    """Every limit that is passed, in the order of the limits."""
    measures = measures_of(counts)
    return [
        Warned(limit.warning, limit.measure, measures[limit.measure], limit.value)
        for limit in limits
        if limit.measure in measures and limit.is_beyond(measures[limit.measure], limit.value)
    ]
