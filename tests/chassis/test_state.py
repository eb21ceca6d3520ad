"""What a service holds is typed, and what belongs to a request ends with it."""

from dataclasses import dataclass

import pytest
from fastapi import FastAPI
from starlette.requests import HTTPConnection

from chassis.state import AppState, request_state_of, state_of
from support.notebook.state import NotebookState


def test_an_app_gives_its_own_kind_of_state(notebook_app: FastAPI) -> None:
    assert state_of(notebook_app) is state_of(notebook_app, NotebookState)


def test_an_app_that_holds_another_kind_is_refused(notebook_app: FastAPI) -> None:
    @dataclass(kw_only=True, eq=False)
    class Other(AppState):
        """Of another service."""

    with pytest.raises(TypeError, match="the app holds a NotebookState, not a Other"):
        state_of(notebook_app, Other)


def test_what_is_known_of_a_request_is_known_of_no_other() -> None:
    one, other = HTTPConnection({"type": "http"}), HTTPConnection({"type": "http"})
    request_state_of(one).request_id = "a1"
    assert (request_state_of(one).request_id, request_state_of(other).request_id) == ("a1", "")
