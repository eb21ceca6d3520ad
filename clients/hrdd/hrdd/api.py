"""Calls of the public API, with the session's credential; a refusal is printed and ends the command."""

from pathlib import Path
from typing import Any, NoReturn

import httpx
import typer
from rich.markup import escape

from hrdd.session import Session, load, one_at_a_time, stored
from hrdd.terminal import errors, fail

TIMEOUT_SECONDS = 60


def call(method: str, path: str, *, session: Session | None = None, key: str | None = None, **options: Any) -> Any:
    """One call, with the stored session unless one is given; the JSON of the answer.

    `key` is that of an earlier call: a call that succeeded then gives the same answer now.
    """
    return _json(_signed_in(session or load(), method, path, key=key, **options))


def download(path: str, file: Path, **options: Any) -> int:
    """Write what the platform answers to a file, as a whole or not at all; its size in bytes."""
    answer = _signed_in(load(), "GET", path, **options)
    if not answer.is_success:
        show_problem(answer)
    partial = file.with_name(f".{file.name}.part")
    try:
        partial.write_bytes(answer.content)
        partial.replace(file)
    except OSError as error:
        partial.unlink(missing_ok=True)
        fail(f"{file} cannot be written: {error.strerror}.")
    return len(answer.content)


def _signed_in(session: Session, method: str, path: str, **options: Any) -> httpx.Response:
    """One call with the session's credential, again with a new one where it has ended."""
    answer = _send(session, method, path, bearer=session.bearer or renewed(session).bearer, **options)
    if answer.status_code == httpx.codes.UNAUTHORIZED and session.refresh_token:
        answer = _send(session, method, path, bearer=renewed(session).bearer, **options)
    return answer


def sign_in(gateway: str, username: str, password: str) -> Session:
    """A session with a person's tokens; it is not stored yet."""
    return _with_tokens(Session(gateway), grant_type="password", username=username, password=password)


def renewed(session: Session) -> Session:
    """The session with a new access token, stored; another command may have renewed it in the meantime."""
    with one_at_a_time():
        latest = stored()
        if latest and latest.gateway == session.gateway and latest.refresh_token != session.refresh_token:
            session = latest
            if session.bearer:
                return session
        session = _with_tokens(session, grant_type="refresh_token", refresh_token=session.refresh_token or "")
        session.save()
    return session


def _with_tokens(session: Session, **form: str) -> Session:
    """After RFC 6749; exits with the problem if the platform refuses."""
    return session.with_tokens(_json(_send(session, "POST", "/v1/token", data=form)))


def _send(
    session: Session, method: str, path: str, *, bearer: str | None = None, key: str | None = None, **options: Any
) -> httpx.Response:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    if key:
        headers["Idempotency-Key"] = key
    try:
        return httpx.request(method, session.gateway + path, headers=headers, timeout=TIMEOUT_SECONDS, **options)
    except httpx.TimeoutException:
        fail(f"{session.gateway} did not answer within {TIMEOUT_SECONDS} seconds.")
    except (httpx.TransportError, httpx.InvalidURL):
        fail(f"Cannot connect to {session.gateway}. Is the platform running?")


def _json(answer: httpx.Response) -> Any:
    if not answer.is_success:
        show_problem(answer)
    if not answer.content:
        return None
    try:
        return answer.json()
    except ValueError:
        fail(f"What answers at {answer.url.host} is not the platform: it sent no JSON.")


def show_problem(answer: httpx.Response) -> NoReturn:
    """Print a problem document, one line for each wrong value, and exit."""
    try:
        problem = dict(answer.json())
    except (ValueError, TypeError):
        fail(f"{answer.status_code} {answer.reason_phrase}")
    title = escape(str(problem.get("title", answer.status_code)))
    errors.print(f"[red]{title}[/red]: {escape(str(problem.get('detail', '')))}", soft_wrap=True)
    for fault in problem.get("errors", []):
        errors.print(escape(f"  {fault['pointer']}: {fault['detail']}"), soft_wrap=True)
    errors.print(f"  [dim]code {problem.get('code')}, request {problem.get('request_id')}[/dim]", soft_wrap=True)
    raise typer.Exit(1)
