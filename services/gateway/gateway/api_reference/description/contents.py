"""What the reference consists of, each read and packed at its first use."""

import mimetypes
from functools import cache
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI

from gateway.api_reference.description.document import whole_description
from gateway.api_reference.description.representations import Representation
from gateway.proxy.refusals import UnknownPath

FOLDER = Path(str(files("gateway") / "api_reference" / "swagger_ui"))
NAMES = frozenset(file.name for file in FOLDER.iterdir())


@cache
def description(gateway: FastAPI) -> Representation:
    """The API description of the whole platform."""
    return Representation.of(whole_description(gateway), "application/json")


def file_named(name: str) -> Representation:
    """A file that the page of the reference loads; raises UnknownPath."""
    if name not in NAMES:
        raise UnknownPath
    return _read(name)


@cache
def page() -> str:
    return (FOLDER / "docs.html").read_text("utf-8")


@cache
def _read(name: str) -> Representation:
    media_type, _ = mimetypes.guess_type(name)
    return Representation.of((FOLDER / name).read_bytes(), media_type or "text/plain")
