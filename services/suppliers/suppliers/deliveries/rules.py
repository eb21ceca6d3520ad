"""Deliveries: their days."""

from datetime import date

from chassis.problems import Invalid, NotFound


class DeliveryNotFound(NotFound):
    """There is no delivery with this id in this contract."""

    title = "Delivery not found"


class DeliveryEndsEarly(Invalid):
    """`delivered_to` may not be before `delivered_from`."""

    title = "Delivery ends before it starts"


def check_days(delivered_from: date, delivered_to: date | None) -> None:
    """Raises DeliveryEndsEarly."""
    if delivered_to is not None and delivered_to < delivered_from:
        raise DeliveryEndsEarly(
            f"The end {delivered_to} is before the start {delivered_from}.", pointer="/delivered_to"
        )
