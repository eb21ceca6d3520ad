"""Which operation a request means, decided by the contracts alone: a path in no contract does not exist."""

import re
from collections.abc import Iterable, Mapping

from gateway.proxy.api_descriptions import Operation

Methods = Mapping[str, Operation]

# A parameter that a service would read as more than one segment, or as a way up, could reach an operation
# other than the one whose limits were applied: encoded slashes, backslashes, dots, control characters.
_TREACHEROUS = re.compile(rb"%(?:2f|5c|[01][0-9a-f]|7f)|^(?:\.|%2e){1,2}$|[^!-~]|[\\\"<>`{}|^]", re.IGNORECASE)


class _Node:
    __slots__ = ("literals", "methods", "parameter")

    def __init__(self) -> None:
        self.literals: dict[bytes, _Node] = {}
        self.parameter: _Node | None = None
        self.methods: dict[str, Operation] = {}


class AmbiguousContract(Exception):
    """Two services promise the same operation, or a path cannot be read as whole segments."""


class RoutingTable:
    """Path templates as a tree of segments; a literal segment wins over a parameter."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._root = _Node()
        for operation in operations:
            self._add(operation)

    def find(self, raw_path: bytes) -> Methods | None:
        """The operations on this path as it was written on the wire, by method; None if there is none."""
        return _descend(self._root, raw_path.split(b"/"), 1) if raw_path[:1] == b"/" else None

    def _add(self, operation: Operation) -> None:
        node = self._root
        for segment in operation.path.split("/")[1:]:
            node = _child(node, segment, operation)
        if operation.method in node.methods:
            raise AmbiguousContract(f"{operation.method} {operation.path} is promised twice")
        node.methods[operation.method] = operation


def _child(node: _Node, segment: str, operation: Operation) -> _Node:
    if segment.startswith("{") and segment.endswith("}"):
        if node.parameter is None:
            node.parameter = _Node()
        return node.parameter
    if not segment or "{" in segment:
        raise AmbiguousContract(f"{operation.path} has a segment that is neither a literal nor a parameter")
    return node.literals.setdefault(segment.encode(), _Node())


def _descend(node: _Node, segments: list[bytes], depth: int) -> Methods | None:
    if depth == len(segments):
        return node.methods or None
    segment = segments[depth]
    literal = node.literals.get(segment)
    if literal is not None and (found := _descend(literal, segments, depth + 1)) is not None:
        return found
    if node.parameter is None or not segment or _TREACHEROUS.search(segment):
        return None
    return _descend(node.parameter, segments, depth + 1)
