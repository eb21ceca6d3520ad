"""Products: their kinds, states and transitions."""

import re
from collections.abc import Iterable
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, NotFound
from chassis.vocabulary import Role


class ProductCategory(StrEnum):
    """Kind of product. `cloud_service` and `other` are not hardware.

    `mfp`: multifunction printer; `dock`: docking station; `ups_battery`: battery of an uninterruptible power
    supply; `av_equipment`: audio and video equipment.
    """

    LAPTOP = "laptop"
    DESKTOP = "desktop"
    ALL_IN_ONE = "all_in_one"
    WORKSTATION = "workstation"
    THIN_CLIENT = "thin_client"
    TABLET = "tablet"
    SMARTPHONE = "smartphone"
    MONITOR = "monitor"
    SERVER = "server"
    STORAGE = "storage"
    NETWORK_SWITCH = "network_switch"
    ROUTER = "router"
    ACCESS_POINT = "access_point"
    PRINTER = "printer"
    MFP = "mfp"
    PROJECTOR = "projector"
    HEADSET = "headset"
    KEYBOARD_MOUSE = "keyboard_mouse"
    DOCK = "dock"
    CABLE_CHARGER = "cable_charger"
    UPS_BATTERY = "ups_battery"
    AV_EQUIPMENT = "av_equipment"
    IOT = "iot"
    CLOUD_SERVICE = "cloud_service"
    OTHER = "other"


class Condition(StrEnum):
    """Whether the device was used before; `refurbished` was repaired and tested, `second_hand` was not."""

    NEW = "new"
    REFURBISHED = "refurbished"
    SECOND_HAND = "second_hand"


class ProductStatus(StrEnum):
    """State of a product.

    `announced`: not on the market yet; `active`: on the market; `discontinued`: no longer sold; `archived`: kept
    for the record only.
    """

    ANNOUNCED = "announced"
    ACTIVE = "active"
    DISCONTINUED = "discontinued"
    ARCHIVED = "archived"


class Registration(StrEnum):
    """What a registration did: it made a `new` product, or found the `known` one with this number and condition."""

    NEW = "new"
    KNOWN = "known"


S = ProductStatus
TRADERS = (Role.SUPPLIER_CONTACT, Role.BUYER_OFFICER, Role.BUYER_MANAGER)
MOVES: Machine[ProductStatus] = {
    (S.ANNOUNCED, S.ACTIVE): by(*TRADERS),
    (S.ACTIVE, S.DISCONTINUED): by(*TRADERS),
    (S.DISCONTINUED, S.ARCHIVED): by(Role.PLATFORM_ADMIN),
}


class ProductNotFound(NotFound):
    """There is no product with this id, or you may not see it."""

    title = "Product not found"


class ProductKnown(Conflict):
    """The brand already has another product with this number in this condition."""

    title = "The product is known"


LONGEST_KEY = 200
"""Case folding makes two letters of some, so a key can be longer than its name."""


def key_of(name: str) -> str:
    """The form in which brands and model numbers are compared: letters and digits only, case-folded."""
    return (re.sub(r"[\W_]+", "", name).casefold() or name.casefold())[:LONGEST_KEY]


CATEGORIES = frozenset(key_of(category) for category in ProductCategory)


def is_category(family: str) -> bool:
    """Whether a family of products is a whole category ("laptops")."""
    return any(key_of(family).startswith(category) for category in CATEGORIES)


def is_of_family(family: str, categories: Iterable[str], names: Iterable[str]) -> bool:
    """A family is a category of products ("laptops"), or a part of their model names."""
    key = key_of(family)
    if any(key.startswith(key_of(category)) for category in categories):
        return True
    return any(key in key_of(name) for name in names)
