"""Deliveries: what is refused."""

from chassis.problems import NotFound


class DeliveryNotFound(NotFound):
    """There is no delivery with this id in this contract."""

    title = "Delivery not found"
