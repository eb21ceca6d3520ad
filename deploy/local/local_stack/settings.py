"""The settings of a stack: its data folder, its port, its database server."""

import os
from dataclasses import dataclass
from pathlib import Path

from local_stack.errors import StackError

REPOSITORY = Path(__file__).resolve().parents[3]
DEFAULT_FOLDER = REPOSITORY / ".data"
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class StackSettings:
    """`database_url` is the administrator's address of your own server; if it is None, one is started.

    With `test_clock`, a platform administrator can move the time of the platform.
    """

    data: Path
    gateway_port: int
    database_url: str | None
    test_clock: bool = False

    @property
    def gateway_url(self) -> str:
        return f"http://{LOOPBACK}:{self.gateway_port}"

    @property
    def is_default_folder(self) -> bool:
        """Whether the launcher's other commands find it without HRDD_DATA."""
        return self.data == DEFAULT_FOLDER

    @property
    def logs(self) -> Path:
        return self.data / "logs"

    @property
    def state_file(self) -> Path:
        return self.data / "stack.json"


def from_environment() -> StackSettings:
    port = os.environ.get("GATEWAY_PORT") or "8000"
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise StackError(f"GATEWAY_PORT must be a port number between 1 and 65535, not {port!r}.")
    folder = _folder(os.environ.get("HRDD_DATA") or str(DEFAULT_FOLDER))
    test_clock = os.environ.get("HRDD_TEST_CLOCK") or "0"
    if test_clock not in ("0", "1"):
        raise StackError(f"HRDD_TEST_CLOCK must be 1 or 0, not {test_clock!r}.")
    return StackSettings(
        folder.absolute(), int(port), os.environ.get("DATABASE_URL") or None, test_clock=test_clock == "1"
    )


def _folder(text: str) -> Path:
    """A shell does not write out the `~` of HRDD_DATA='~/hrdd'."""
    try:
        return Path(text).expanduser()
    except RuntimeError as error:
        raise StackError(f"HRDD_DATA is {text!r}: {error}") from None
