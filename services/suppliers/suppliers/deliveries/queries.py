"""Reading deliveries."""

from sqlmodel import col

from chassis.listing import Listing, equals
from suppliers import visibility
from suppliers.tables import Delivery

DELIVERIES = Listing(
    name="deliveries",
    columns=(
        col(Delivery.id),
        col(Delivery.version),
        col(Delivery.created_at),
        col(Delivery.updated_at),
        col(Delivery.contract_id),
        col(Delivery.product_id),
        col(Delivery.delivered_from),
        col(Delivery.delivered_to),
        col(Delivery.units),
    ),
    key=col(Delivery.id),
    visible=visibility.DELIVERIES,
    filters={"contract_id": equals(col(Delivery.contract_id)), "product_id": equals(col(Delivery.product_id))},
)
