"""Criteria of a contract: what they are about, what they did in the tender, and when they hold."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from enum import StrEnum

from chassis.problems import Conflict, Invalid, NotFound


class CriterionTopic(StrEnum):
    """What a criterion is about; the code list `criterion_topics` has the names in three languages."""

    HUMAN_RIGHTS_DD = "human_rights_dd"
    SUPPLY_CHAIN_TRANSPARENCY = "supply_chain_transparency"
    LABOUR_CONDITIONS = "labour_conditions"
    MINERALS = "minerals"
    CHEMICALS = "chemicals"
    ENERGY = "energy"
    LIFETIME_EXTENSION = "lifetime_extension"
    WARRANTY = "warranty"
    REPAIRABILITY = "repairability"
    SPARE_PARTS = "spare_parts"
    BATTERY = "battery"
    UPGRADEABILITY = "upgradeability"
    RECYCLED_CONTENT = "recycled_content"
    PACKAGING = "packaging"
    TRANSPORT = "transport"
    TAKE_BACK = "take_back"
    REUSE = "reuse"
    DATA_ERASURE = "data_erasure"
    EOL = "eol"
    LCC = "lcc"
    LABEL = "label"
    PRICE = "price"
    QUALITY = "quality"


class CriterionDomain(StrEnum):
    """Which side of sustainability a criterion serves.

    `social_hr`: people and human rights; `environment`: climate, chemicals and nature; `circular`: long use,
    repair and second life; `other`: none of these, such as price or quality.
    """

    SOCIAL_HR = "social_hr"
    ENVIRONMENT = "environment"
    CIRCULAR = "circular"
    OTHER = "other"


class CriterionRole(StrEnum):
    """What a criterion does (Directive 2014/24/EU, articles 58, 42, 67 and 70).

    `selection`: who may tender; `technical`: what must be delivered; `award`: which tender is best; `performance`:
    how the contract is carried out.
    """

    SELECTION = "selection"
    TECHNICAL = "technical"
    AWARD = "award"
    PERFORMANCE = "performance"


class CriterionStrength(StrEnum):
    """How strong a criterion is.

    `requirement`: it must be met; `award_incentive`: who does better gets more points; `awareness`: it is
    mentioned or asked, without effect.
    """

    REQUIREMENT = "requirement"
    AWARD_INCENTIVE = "award_incentive"
    AWARENESS = "awareness"


SUSTAINABLE = frozenset({CriterionDomain.SOCIAL_HR, CriterionDomain.ENVIRONMENT, CriterionDomain.CIRCULAR})
"""Domains by which a purchase counts as one with sustainability criteria."""
WHOLE = Decimal(100)


class CriterionNotFound(NotFound):
    """There is no criterion with this id in this contract."""

    title = "Criterion not found"


class WeightsExceeded(Invalid):
    """The weights of the award criteria of a contract are together at most 100."""

    title = "Weights are more than 100"


class WeightWithoutAward(Invalid):
    """Only award criteria have a weight; `role` says what a criterion does."""

    title = "Weight of a criterion that is no award criterion"


class OnlyPerformanceChanges(Invalid):
    """Only performance conditions are agreed later than the tender; leave `agreed_on` out."""

    title = "Only performance conditions are agreed later"


class PartInherited(Conflict):
    """It comes from the framework, and is read-only in a call-off or lot."""

    title = "Part of the framework"


class PartAwarded(Conflict):
    """What was in the tender is deleted before the award only. Afterwards it ends: set `ended_on`."""

    title = "The contract is awarded"


def check_weight(role: CriterionRole, weight: Decimal | None, others: Iterable[Decimal]) -> None:
    """`others` are the weights of the other award criteria of the contract.

    Raises WeightWithoutAward, WeightsExceeded.
    """
    if weight is None:
        return
    if role is not CriterionRole.AWARD:
        raise WeightWithoutAward(pointer="/weight_pct")
    total = sum(others, Decimal(0))
    if total + weight > WHOLE:
        detail = (
            f"The other award criteria have {total.normalize():f}; at most {(WHOLE - total).normalize():f} is left."
        )
        raise WeightsExceeded(detail, pointer="/weight_pct")


def check_agreed(role: CriterionRole, agreed_on: date | None) -> None:
    """Raises OnlyPerformanceChanges."""
    if agreed_on is not None and role is not CriterionRole.PERFORMANCE:
        raise OnlyPerformanceChanges(pointer="/agreed_on")


def holds_on(day: date, *, agreed_on: date | None, ended_on: date | None) -> bool:
    """Whether a criterion or requirement holds on a day; it does not on the day on which it ended."""
    return (agreed_on is None or agreed_on <= day) and (ended_on is None or day < ended_on)
