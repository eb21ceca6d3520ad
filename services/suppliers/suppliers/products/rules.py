"""Products: devices as their brand names them."""

import re
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import NotFound


class ProductCategory(StrEnum):
    """What kind of device, or that it is none."""

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
    """Whether it has had a life before."""

    NEW = "new"
    REFURBISHED = "refurbished"
    SECOND_HAND = "second_hand"


class ProductStatus(StrEnum):
    """Whether it can still be bought."""

    ANNOUNCED = "announced"
    ACTIVE = "active"
    DISCONTINUED = "discontinued"
    ARCHIVED = "archived"


S = ProductStatus
TRADERS = ("supplier_contact", "buyer_officer", "buyer_manager")
MOVES: Machine[ProductStatus] = {
    (S.ANNOUNCED, S.ACTIVE): by(*TRADERS),
    (S.ACTIVE, S.DISCONTINUED): by(*TRADERS),
    (S.DISCONTINUED, S.ARCHIVED): by("platform_admin"),
}


class ProductNotFound(NotFound):
    """No product with this id that you may see."""

    title = "Product not found"


LONGEST_KEY = 200
"""Folding the case makes some letters two."""


def key_of(name: str) -> str:
    """How brands and model numbers are compared: letters and digits alone, case folded, as far as a column goes."""
    return (re.sub(r"[\W_]+", "", name).casefold() or name.casefold())[:LONGEST_KEY]
