"""Deliveries: what came under a contract."""

from datetime import date

from chassis.problems import Invalid, NotFound


class DeliveryNotFound(NotFound):
    """No delivery with this id on this contract."""

    title = "Delivery not found"


class DeliveryEndsEarly(Invalid):
    """A delivery does not end before it begins."""

    title = "The delivery ends before it begins"


def check_days(delivered_from: date, delivered_to: date | None) -> None:
    """Raises DeliveryEndsEarly."""
    if delivered_to is not None and delivered_to < delivered_from:
        raise DeliveryEndsEarly(f"It ends on {delivered_to}, before {delivered_from}.", pointer="/delivered_to")
