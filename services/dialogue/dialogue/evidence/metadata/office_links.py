"""The links of XLSX and DOCX documents to what is outside them, without the folders of those who wrote them."""

import html
import re
from urllib.parse import quote, unquote

RELATION = re.compile(rb"""<(?:\w+:)?Relationship\s(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>""")
"""XML has no `<` within a value, so no search goes beyond the next element."""
IS_OUTSIDE = re.compile(rb"""\sTargetMode\s*=\s*["']External["']""")
IS_SHOWN = re.compile(rb"""\sType\s*=\s*["'][^"']*/hyperlink["']""")
TARGET = re.compile(rb"""(\sTarget\s*=\s*)("[^"]*"|'[^']*')""")
ON_THE_WEB = re.compile(r"\s*(?:https?|mailto|tel|ftp):|#", re.IGNORECASE)
BEFORE_A_NAME = re.compile(r"[\\/]")


def without_folders(part: bytes) -> bytes:
    """The relations of a part: files elsewhere keep their names only, links that a reader sees stay."""
    return RELATION.sub(lambda found: _relation(found[0]), part)


def _relation(relation: bytes) -> bytes:
    if not IS_OUTSIDE.search(relation):
        return relation
    is_shown = IS_SHOWN.search(relation) is not None
    return TARGET.sub(lambda found: found[1] + _target(found[2], is_shown=is_shown), relation)


def _target(written: bytes, *, is_shown: bool) -> bytes:
    target = html.unescape(written[1:-1].decode("utf-8", "replace"))
    if is_shown and ON_THE_WEB.match(target):
        return written
    place, mark, within = target.partition("#")
    name = BEFORE_A_NAME.split(unquote(place.partition("?")[0]).rstrip("\\/"))[-1]
    return f'"{quote(name) or "file"}{mark}{quote(within)}"'.encode()
