"""The address of the platform, as a person writes it."""

import ipaddress
from urllib.parse import SplitResult, urlsplit

ON_THIS_MACHINE = "127.0.0.1:8000"


class BadAddress(ValueError):
    """The text is no address of a platform; the message says why."""


def address(text: str) -> str:
    """The address with a scheme and without a slash at its end; raises BadAddress.

    Without a scheme it is `http` for a name or address of this machine, else `https`: a password must not travel
    in the clear because somebody left out eight characters.
    """
    written = text.strip()
    parts = _parts(written if "://" in written else f"//{written}", text)
    if parts.scheme not in ("", "http", "https"):
        raise BadAddress(f'"{text}" starts with "{parts.scheme}:"; the address of a platform starts with https://')
    if parts.username is not None or parts.query or parts.fragment:
        raise BadAddress(f'"{text}" has more than a host, a port and a path.')
    scheme = parts.scheme or ("http" if _is_this_machine(str(parts.hostname)) else "https")
    return f"{scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def _parts(written: str, text: str) -> SplitResult:
    try:
        parts = urlsplit(written)
        has_host = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError as error:
        raise BadAddress(f'"{text}" is not an address: {error}.') from error
    if not has_host or any(letter.isspace() for letter in written):
        raise BadAddress(f'"{text}" is not an address; write one such as https://hrdd.example.')
    return parts


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
