"""The gateway and the credential that the command line uses, stored in a file that only its owner can read."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, Self

from filelock import FileLock

from hrdd.addresses import ON_THIS_MACHINE, BadAddress, address
from hrdd.terminal import fail

SPARE_SECONDS = 30
"""An access token that ends sooner is renewed before it is used."""


def session_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "hrdd" / "session.json"


@dataclass(frozen=True)
class Session:
    """A gateway's address, with an API key or with the tokens of a person who has signed in."""

    gateway: str
    api_key: str | None = None
    refresh_token: str | None = None
    access_token: str | None = None
    access_ends_at: float = 0
    """In seconds since 1970."""

    @property
    def bearer(self) -> str | None:
        """What can be sent now; None where the access token has to be renewed first."""
        if self.api_key:
            return self.api_key
        return self.access_token if self.access_ends_at > time.time() + SPARE_SECONDS else None

    def with_tokens(self, answer: dict[str, Any]) -> Self:
        """The session after an answer of `POST /v1/token`."""
        return replace(
            self,
            refresh_token=answer["refresh_token"],
            access_token=answer["access_token"],
            access_ends_at=time.time() + answer["expires_in"],
        )

    def without_access_token(self) -> Self:
        return replace(self, access_token=None, access_ends_at=0)

    def save(self) -> None:
        """Replace the file as a whole, so that nobody reads half of it; exits where it cannot be written."""
        path = session_file()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with NamedTemporaryFile("w", dir=path.parent, prefix=".session-", delete=False) as file:
                json.dump(asdict(self), file)
            Path(file.name).replace(path)
        except OSError as error:
            fail(f"The session cannot be stored in {path}: {error.strerror}.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """A refresh token works once: of several commands at the same time, one renews the session for all."""
    lock = session_file().with_suffix(".lock")
    with suppress(OSError):
        lock.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        held = FileLock(lock, mode=0o600).acquire()
    except OSError as error:
        fail(f"The session cannot be locked with {lock}: {error.strerror}.")
    with held:
        yield


def from_environment() -> Session | None:
    """HRDD_API_KEY with HRDD_GATEWAY; None without a key."""
    key = os.environ.get("HRDD_API_KEY")
    if not key:
        return None
    return Session(checked_address(os.environ.get("HRDD_GATEWAY") or ON_THIS_MACHINE), api_key=checked_key(key))


def stored() -> Session | None:
    """What `hrdd login` stored; None where it is missing or cannot be understood."""
    try:
        return Session(**json.loads(session_file().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def load() -> Session:
    """The session of the environment, otherwise the stored one; exits without either."""
    session = from_environment() or stored()
    if session is None:
        fail("You are not signed in. Run `hrdd login`, or set HRDD_API_KEY.")
    return session


def forget() -> bool:
    """Delete the stored session; whether there was one."""
    path = session_file()
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        fail(f"{path} cannot be deleted: {error.strerror}.")
    return True


def checked_address(text: str) -> str:
    """The address of a gateway; exits where the text is none."""
    try:
        return address(text)
    except BadAddress as error:
        fail(str(error))


def checked_key(text: str) -> str:
    """An API key; exits where the text holds what no key holds, such as a quotation mark of a word processor."""
    key = text.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        fail("The API key contains letters that no key has. Copy it again, without quotation marks.")
    return key
