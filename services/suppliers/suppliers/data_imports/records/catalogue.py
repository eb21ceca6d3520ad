"""The kind of record of each sheet, in the order in which rows depend on each other."""

from collections.abc import Mapping

from suppliers.data_imports.records.contacts import CONTACTS
from suppliers.data_imports.records.contracts import CONTRACTS
from suppliers.data_imports.records.deliveries import DELIVERIES
from suppliers.data_imports.records.kinds import Kind
from suppliers.data_imports.records.products import PRODUCTS
from suppliers.data_imports.records.spend import SPEND
from suppliers.data_imports.records.suppliers import SUPPLIERS

KINDS: Mapping[str, Kind] = {
    kind.sheet: kind for kind in (SUPPLIERS, PRODUCTS, CONTRACTS, CONTACTS, DELIVERIES, SPEND)
}
