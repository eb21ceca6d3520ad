"""The gateway and the credential that the command line uses, stored in a file that only its owner can read."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

import httpx
import typer
from rich.console import Console
from rich.markup import escape

screen = Console()
errors = Console(stderr=True)


def session_file() -> Path:
    home = os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config"
    return Path(home) / "hrdd" / "session.json"


@dataclass(frozen=True)
class Session:
    """A gateway's address and either an API key or a refresh token, which gives access tokens."""

    gateway: str
    api_key: str | None = None
    refresh_token: str | None = None

    def save(self) -> None:
        path = session_file()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(asdict(self), file)


def fail(message: str) -> NoReturn:
    errors.print(f"[red]{escape(message)}[/red]")
    raise typer.Exit(1)


def load() -> Session:
    """HRDD_GATEWAY with HRDD_API_KEY from the environment, otherwise what `hrdd login` stored."""
    if os.environ.get("HRDD_API_KEY"):
        return Session(os.environ.get("HRDD_GATEWAY", "http://127.0.0.1:8000"), os.environ["HRDD_API_KEY"])
    try:
        return Session(**json.loads(session_file().read_text()))
    except (OSError, ValueError, TypeError):
        fail("You are not signed in. Run `hrdd login`, or set HRDD_API_KEY.")


def show_problem(answer: httpx.Response) -> NoReturn:
    """Print a problem document, one line for each wrong value, and exit."""
    try:
        problem = answer.json()
    except ValueError:
        fail(f"{answer.status_code} {answer.reason_phrase}")
    errors.print(f"[red]{problem.get('title', answer.status_code)}[/red]: {escape(problem.get('detail', ''))}")
    for fault in problem.get("errors", []):
        errors.print(escape(f"  {fault['pointer']}: {fault['detail']}"))
    errors.print(f"  [dim]code {problem.get('code')}, request {problem.get('request_id')}[/dim]")
    raise typer.Exit(1)


def request_tokens(session: Session, **form: str) -> dict[str, Any]:
    """Get tokens (RFC 6749); exits with the problem if the platform refuses."""
    answer = _send(session, "POST", "/v1/token", data=form)
    return dict(answer.json())


def _bearer(session: Session) -> str:
    if session.api_key:
        return session.api_key
    tokens = request_tokens(session, grant_type="refresh_token", refresh_token=session.refresh_token or "")
    Session(session.gateway, refresh_token=tokens["refresh_token"]).save()
    return str(tokens["access_token"])


def _send(session: Session, method: str, path: str, **options: Any) -> httpx.Response:
    try:
        answer = httpx.request(method, session.gateway + path, timeout=60, **options)
    except httpx.TransportError:
        fail(f"Cannot connect to {session.gateway}. Is the platform running?")
    if answer.is_error:
        show_problem(answer)
    return answer


def call(method: str, path: str, *, session: Session | None = None, **options: Any) -> Any:
    """One call of the public API, with the stored session unless one is given."""
    session = session or load()
    options["headers"] = {**options.pop("headers", {}), "Authorization": f"Bearer {_bearer(session)}"}
    return _send(session, method, path, **options).json()
