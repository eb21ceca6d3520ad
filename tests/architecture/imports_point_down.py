"""A contract for import-linter: a file's name tells its layer, and imports point down.

Names. A feature's modules have one of the eight names (`rules`, `schemas`, `views`, `queries`, `actions`, `routes`,
`jobs`, `handlers`). Directly below a service lie only `service_modules`; `tables` and `migrations` hold modules of
any name. Everything else lies in a package with a noun for a name: one below a feature (`findings/restricted/`), or
one of `engines` and `other_packages`, which are directly below a service and no features (`matching/`, `proxy/`).
There, modules may have names of their own, but none that says nothing (`helpers.py`), and no bare gerund
(`accepting.py`), except those in `nouns`. The same holds for the names of packages.

Layers. `layers` runs from top to bottom; names on one line, parted by `:`, may import each other. A module has the
layer of its name wherever it lies: `facilities/routes.py` and `findings/release/routes.py` are routes, all of
`tables/` is tables. A module with a name of its own inherits the layer of what it imports: an import chain through
it counts as if it were not there, so it never carries an import up for somebody else.

`engines` are pure: of their service, modules there with names of their own import only rules and such modules.

So every module is covered: it has a layer, it inherits one, or its name is refused. `exceptions` lists modules that
are not there yet; one that has become right must leave the list.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Chain = tuple[str, ...]
ANY_NAMES = ("tables", "migrations")
EMPTY_NAMES = {"base", "common", "core", "helpers", "misc", "shared", "tools", "utils"}


@dataclass(frozen=True)
class Names:
    """What a module may be called, and where."""

    height: dict[str, int]
    features: frozenset[str]
    service_modules: frozenset[str]
    engines: frozenset[str]
    other_packages: frozenset[str]
    nouns: frozenset[str]

    def height_of(self, module: str) -> int | None:
        """How high a module is, by its last name; None for one that inherits its layer."""
        names = module.split(".")[1:]
        if names and names[0] == "tables":
            return self.height["tables"]
        return self.height.get(names[-1]) if names else None

    def is_in_engine(self, module: str) -> bool:
        return any(module == engine or module.startswith(engine + ".") for engine in self.engines)

    def is_allowed(self, module: str) -> bool:
        """`module` is one that holds no others."""
        service, *packages, name = module.split(".")
        if not packages:
            return name in self.service_modules
        if packages[0] in ANY_NAMES:
            return True
        if not all(map(self.is_noun, packages)):
            return False
        if name in self.features or name == "__main__":
            return True
        is_within = len(packages) > 1 or f"{service}.{packages[0]}" in self.engines | self.other_packages
        return is_within and self.is_noun(name)

    def is_noun(self, name: str) -> bool:
        return name not in EMPTY_NAMES and (not name.endswith("ing") or name in self.nouns)


class ImportsPointDown(Contract):
    """See the top of this page for what each field means."""

    services = fields.ListField(subfield=fields.StringField())
    layers = fields.ListField(subfield=fields.StringField())
    feature_modules = fields.ListField(subfield=fields.StringField())
    service_modules = fields.ListField(subfield=fields.StringField())
    engines = fields.ListField(subfield=fields.StringField())
    other_packages = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    nouns = fields.ListField(subfield=fields.StringField(), required=False, default=[])
    exceptions = fields.ListField(subfield=fields.StringField(), required=False, default=[])

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # as import-linter calls it
        names = self._names()
        modules = [module for service in self.services for module in sorted(graph.find_descendants(str(service)))]
        strange = {module for module in modules if not graph.find_children(module) and not names.is_allowed(module)}
        excepted = {str(module) for module in self.exceptions}
        faults = [f"{module}: no name that a module may have there" for module in sorted(strange - excepted)]
        faults += [f"{module}: is no exception any more" for module in sorted(excepted - strange)]
        faults += [" -> ".join(chain) for module in modules for chain in _upward(graph, module, names)]
        faults += [" -> ".join(pair) for module in modules for pair in _impure(graph, module, names)]
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(fault)

    def _names(self) -> Names:
        return Names(
            {name.strip(): -depth for depth, layer in enumerate(self.layers) for name in str(layer).split(":")},
            features=frozenset(map(str, self.feature_modules)),
            service_modules=frozenset(map(str, self.service_modules)),
            engines=frozenset(map(str, self.engines)),
            other_packages=frozenset(map(str, self.other_packages)),
            nouns=frozenset(map(str, self.nouns)),
        )


def _upward(graph: ImportGraph, module: str, names: Names) -> Iterator[Chain]:
    """Ways from a module to one of a higher layer, through any that inherit theirs."""
    own = names.height_of(module)
    for chain in _chains(graph, module, names) if own is not None else ():
        other = names.height_of(chain[-1])
        if other is not None and own is not None and other > own:
            yield chain


def _impure(graph: ImportGraph, module: str, names: Names) -> Iterator[Chain]:
    """What a module of an engine imports beside rules and other modules with names of their own."""
    if not names.is_in_engine(module) or names.height_of(module) is not None:
        return
    for imported in sorted(_imported(graph, module)):
        height = names.height_of(imported)
        if height is not None and height != names.height["rules"]:
            yield module, imported


def _chains(graph: ImportGraph, start: str, names: Names) -> Iterator[Chain]:
    seen = {start}
    ways: list[Chain] = [(start,)]
    while ways:
        way = ways.pop()
        for following in sorted(_imported(graph, way[-1]) - seen):
            seen.add(following)
            if names.height_of(following) is None:
                ways.append((*way, following))
            else:
                yield (*way, following)


def _imported(graph: ImportGraph, module: str) -> set[str]:
    """What a module imports of its own service."""
    service = module.split(".")[0] + "."
    return {other for other in graph.find_modules_directly_imported_by(module) if other.startswith(service)}
