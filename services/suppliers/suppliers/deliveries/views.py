"""Deliveries as API answers."""

from suppliers.deliveries.schemas import DeliveryOut
from suppliers.tables import Delivery


def delivery_out(row: Delivery) -> DeliveryOut:
    return DeliveryOut.model_validate(row)
