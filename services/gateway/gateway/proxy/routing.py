"""Finds the operation of a request. A path that is in no API description does not exist."""

import re
from collections.abc import Iterable, Mapping

from gateway.proxy.api_descriptions import Operation

Methods = Mapping[str, Operation]

# A parameter that a service would read as several segments, or as a step up, could reach another operation than the
# one whose limits were applied: encoded slashes, backslashes, dots, control characters.
_UNSAFE = re.compile(rb"%(?:2f|5c|[01][0-9a-f]|7f)|^(?:\.|%2e){1,2}$|[^!-~]|[\\\"<>`{}|^]", re.IGNORECASE)


class _Node:
    __slots__ = ("literals", "methods", "parameter")

    def __init__(self) -> None:
        self.literals: dict[bytes, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, Operation] = {}


class AmbiguousRoute(Exception):
    """Two services have the same operation, or a path cannot be split into whole segments."""


class RoutingTable:
    """Path templates as a tree of segments; a literal segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def find(self, raw_path: bytes) -> Methods | None:
        """The operations of this path, by method; None if there are none. The path is not decoded."""
        return _descend(self._root, raw_path.split(b"/"), 1) if raw_path[:1] == b"/" else None

    def _add(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.split("/")[1:]:
            node = _child(node, segment, operation)
        if operation.method in node.methods:
            raise AmbiguousRoute(f"{operation.method} {operation.path} exists twice")
        node.methods[operation.method] = operation


def _child(node: _Node, segment: str, operation: Operation) -> _Node:
    if segment.startswith("{") and segment.endswith("}"):
        if node.parameter is None:
            node.parameter = _Node()
        return node.parameter
    if not segment or "{" in segment:
        raise AmbiguousRoute(f"{operation.path} has a segment that is neither a literal nor a parameter")
    return node.literals.setdefault(segment.encode(), _Node())


def _descend(node: _Node, segments: list[bytes], depth: int) -> Methods | None:
    if depth == len(segments):
        return node.methods or None
    segment = segments[depth]
    literal = node.literals.get(segment)
    if literal is not None and (methods := _descend(literal, segments, depth + 1)) is not None:
        return methods
    if node.parameter is None or not segment or _UNSAFE.search(segment):
        return None
    return _descend(node.parameter, segments, depth + 1)
