"""A contract for import-linter: the features of a service form no circle.

A feature is a package directly below a service (`contracts/`, `obligations/`). If one imports another in any way,
the other may not import it back, neither directly nor through further features: it takes plain values instead.
Packages that all features share (`tables`) are no features.
"""

from collections.abc import Iterator, Mapping

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

Imports = Mapping[str, Mapping[str, list[str]]]
"""For each feature the features it imports, with the imports that do it."""


class NoFeatureCircles(Contract):
    """`services`: the packages whose features are checked; `shared`: packages in them that are no features."""

    services = fields.ListField(subfield=fields.StringField())
    shared = fields.ListField(subfield=fields.StringField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002  # as import-linter calls it
        circles = []
        for service in self.services:
            imports = imports_between(graph, str(service), {str(name) for name in self.shared})
            circles += [_report(imports, circle) for circle in circles_in(imports)]
        return ContractCheck(kept=not circles, metadata={"circles": circles})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for circle in check.metadata["circles"]:
            output.print_error(circle)


def imports_between(graph: ImportGraph, service: str, shared: set[str]) -> Imports:
    features = {
        package
        for package in graph.find_children(service)
        if graph.find_children(package) and package.rpartition(".")[2] not in shared
    }
    imports: dict[str, dict[str, list[str]]] = {feature: {} for feature in sorted(features)}
    for feature in sorted(features):
        for module in sorted({feature, *graph.find_descendants(feature)}):
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                other = ".".join(imported.split(".")[:2])
                if other in features and other != feature:
                    imports[feature].setdefault(other, []).append(f"{module} -> {imported}")
    return imports


def circles_in(imports: Imports) -> Iterator[list[str]]:
    """The features that reach each other, each group once."""
    reached = {feature: _reached_from(imports, feature) for feature in imports}
    seen: set[str] = set()
    for feature in imports:
        if feature in reached[feature] and feature not in seen:
            circle = [other for other in sorted(reached[feature]) if feature in reached[other]]
            seen |= set(circle)
            yield circle


def _reached_from(imports: Imports, feature: str) -> set[str]:
    reached: set[str] = set()
    waiting = [feature]
    while waiting:
        found = set(imports[waiting.pop()]) - reached
        reached |= found
        waiting += found
    return reached


def _report(imports: Imports, circle: list[str]) -> str:
    ways = [
        way for feature in circle for other, ways in imports[feature].items() if other in circle for way in ways
    ]
    return f"{', '.join(circle)} import each other: " + "; ".join(ways)
