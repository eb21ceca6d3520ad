"""Deliveries as API answers."""

from chassis.stored_values import as_stored
from suppliers.deliveries.schemas import DeliveryOut
from suppliers.tables import Delivery


def delivery_out(row: Delivery) -> DeliveryOut:
    return as_stored(DeliveryOut, row)
