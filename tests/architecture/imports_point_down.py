"""A contract for import-linter: modules are layered by their names, whatever feature they lie in.

`facilities/routes.py` is a route, `tables/parties.py` a table. Modules with names of their own
(`matching/decision.py`) belong to no layer; they may not carry an import up for somebody else, so a chain through
them counts as if they were not there.
"""

from collections.abc import Iterator

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Chain = tuple[str, ...]


class ImportsPointDown(Contract):
    """`layers` from top to bottom; names on one line, parted by `:`, may import each other."""

    services = fields.ListField(subfield=fields.StringField())
    layers = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # as import-linter calls it
        height = {name.strip(): -depth for depth, layer in enumerate(self.layers) for name in str(layer).split(":")}
        upward = [
            chain
            for service in self.services
            for module in sorted(graph.find_descendants(str(service)))
            if (own := height_of(module, height)) is not None
            for chain in _chains(graph, module, height)
            if (other := height_of(chain[-1], height)) is not None and other > own
        ]
        return ContractCheck(kept=not upward, metadata={"upward": upward})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for chain in check.metadata["upward"]:
            output.print_error(" -> ".join(chain))


def height_of(module: str, height: dict[str, int]) -> int | None:
    """How high a module stands, by its last name that is a layer's; None for one that belongs to none."""
    names = module.split(".")[1:]
    if "tables" in names:
        return height["tables"]
    return height.get(names[-1])


def _chains(graph: ImportGraph, start: str, height: dict[str, int]) -> Iterator[Chain]:
    """Ways from a module to the next ones that belong to a layer, through any that do not."""
    service = start.split(".")[0] + "."
    seen = {start}
    ways: list[Chain] = [(start,)]
    while ways:
        way = ways.pop()
        for following in sorted(graph.find_modules_directly_imported_by(way[-1])):
            if following in seen or not following.startswith(service):
                continue
            seen.add(following)
            if height_of(following, height) is None:
                ways.append((*way, following))
            else:
                yield (*way, following)
