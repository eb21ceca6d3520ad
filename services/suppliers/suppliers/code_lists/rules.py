"""Code lists: codes with labels in three languages."""

from collections.abc import Mapping
from dataclasses import dataclass

from chassis.problems import NotFound

LANGUAGES = ("nl", "fr", "en")


@dataclass(frozen=True, slots=True)
class PublishedCode:
    """A code, its labels by language, and the further columns of its list."""

    code: str
    labels: Mapping[str, str]
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A list of codes and its source."""

    name: str
    source: str
    items: tuple[PublishedCode, ...]


class CodeListNotFound(NotFound):
    """There is no code list with this name; `GET /v1/code-lists` lists them."""

    title = "Code list not found"
