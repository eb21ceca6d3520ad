"""What is said about a product: how long it lasts, what can be repaired and replaced, and what it is made of."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from chassis.problems import Invalid
from suppliers.products.rules import Condition


class Material(StrEnum):
    """Materials whose extraction harms people; tin, tantalum, tungsten and gold are the conflict minerals (3TG)."""

    TIN = "tin"
    TANTALUM = "tantalum"
    TUNGSTEN = "tungsten"
    GOLD = "gold"
    COBALT = "cobalt"
    LITHIUM = "lithium"
    GRAPHITE = "graphite"
    MICA = "mica"
    NICKEL = "nickel"
    COPPER = "copper"
    ALUMINIUM = "aluminium"
    RARE_EARTHS = "rare_earths"
    POLYSILICON = "polysilicon"


class ReplaceablePart(StrEnum):
    """Parts that a user or technician can replace with a better one."""

    MEMORY = "memory"
    STORAGE = "storage"
    BATTERY = "battery"
    PROCESSOR = "processor"
    GRAPHICS = "graphics"
    NETWORK_MODULE = "network_module"
    DISPLAY = "display"
    OTHER = "other"


class Component(StrEnum):
    """Main components of a device."""

    MAINBOARD = "mainboard"
    PROCESSOR = "processor"
    MEMORY = "memory"
    STORAGE = "storage"
    DISPLAY = "display"
    BATTERY = "battery"
    CASING = "casing"
    POWER_SUPPLY = "power_supply"
    CABLE = "cable"
    CAMERA = "camera"
    KEYBOARD = "keyboard"
    NETWORK_MODULE = "network_module"
    COOLING = "cooling"
    OPTICS = "optics"
    OTHER = "other"


class RepairabilityScheme(StrEnum):
    """Who scores how well a device can be repaired.

    `fr_index`: the French repairability index; `fr_durability`: the French durability index, which follows it;
    `eu_index`: the repairability index on the EU energy label of phones and tablets; `ifixit`: iFixit; `other`:
    another one.
    """

    FR_INDEX = "fr_index"
    FR_DURABILITY = "fr_durability"
    EU_INDEX = "eu_index"
    IFIXIT = "ifixit"
    OTHER = "other"


S = RepairabilityScheme
HIGHEST: Mapping[RepairabilityScheme, Decimal] = {
    S.FR_INDEX: Decimal(10),
    S.FR_DURABILITY: Decimal(10),
    S.EU_INDEX: Decimal(5),
    S.IFIXIT: Decimal(10),
}
"""The highest score of a scheme; of another one it has to be said."""


class ScoreOutOfScale(Invalid):
    """The score is not on the scale of its scheme."""

    title = "Score out of scale"


class NotAnOriginal(Invalid):
    """Only a used product has an original: another product, of the register, that is new."""

    title = "This is not the original of the product"


def check_score(scheme: RepairabilityScheme, score: Decimal, highest: Decimal | None) -> Decimal:
    """The highest score of the scale; raises ScoreOutOfScale."""
    known = HIGHEST.get(scheme)
    if highest is None and known is None:
        raise ScoreOutOfScale("Give the highest score of this scheme.", pointer="/repairability/max")
    if highest is not None and known is not None and highest != known:
        raise ScoreOutOfScale(f"The highest score of {scheme} is {known}.", pointer="/repairability/max")
    most = known or highest or Decimal(0)
    if most == 0:
        raise ScoreOutOfScale("The highest score of a scheme is more than 0.", pointer="/repairability/max")
    if score > most:
        raise ScoreOutOfScale(f"The highest score of {scheme} is {most}.", pointer="/repairability/score")
    return most


def check_original(condition: Condition, *, is_another: bool, is_listed: bool, original: Condition) -> None:
    """`condition` is that of the product itself; raises NotAnOriginal."""
    if condition is Condition.NEW or original is not Condition.NEW or not is_another or not is_listed:
        raise NotAnOriginal(pointer="/original_product_id")


def has_check_digit(gtin: str) -> bool:
    """Whether the last digit fits the others: weights 3 and 1 in turn, from the right (GS1)."""
    *digits, check = map(int, gtin)
    total = sum(digit * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return (total + check) % 10 == 0
