"""The services of the platform, by the names that settings, tokens and events give them."""

from enum import StrEnum


class ServiceName(StrEnum):
    """A service of the platform; the gateway is one itself."""

    GATEWAY = "gateway"
    SUPPLIERS = "suppliers"
    DIALOGUE = "dialogue"


BEHIND_GATEWAY = (ServiceName.SUPPLIERS, ServiceName.DIALOGUE)
"""The services to which the gateway passes requests on."""
