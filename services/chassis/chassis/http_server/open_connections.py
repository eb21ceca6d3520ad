"""How many connections are open in this process, in total and from each client."""

from collections import Counter
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from chassis.http_server.limits import ServerLimits

Network = IPv4Network | IPv6Network

SITE_BITS = 64
"""Of an IPv6 address: they name a client's network, within which it may use every address."""
PROXY = "proxy"


def client_key(host: str) -> str:
    """By what a client is counted: its address, of IPv6 only the network's part."""
    try:
        address = ip_address(host)
    except ValueError:  # a client without an address, such as one of a socket file
        return host
    if not isinstance(address, IPv6Address):
        return host
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((int(address), SITE_BITS), strict=False))


class OpenConnections:
    """A trusted proxy has the connections of many clients, so its own are counted in the total only."""

    def __init__(self, limits: ServerLimits, trusted: Collection[Network] = ()) -> None:
        self._limits = limits
        self._trusted = tuple(trusted)
        self._open: Counter[str] = Counter()

    def key_of(self, host: str) -> str:
        return PROXY if self._is_trusted(host) else client_key(host)

    def is_full(self) -> bool:
        return self._open.total() >= self._limits.connections

    def has_too_many(self, key: str) -> bool:
        return key != PROXY and self._open[key] >= self._limits.connections_per_address

    def add(self, key: str) -> None:
        self._open[key] += 1

    def remove(self, key: str) -> None:
        self._open[key] -= 1
        if self._open[key] <= 0:
            del self._open[key]

    def _is_trusted(self, host: str) -> bool:
        try:
            address = ip_address(host)
        except ValueError:
            return False
        return any(address in network for network in self._trusted)
