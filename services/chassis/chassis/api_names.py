"""Names in the API description: what a client generator turns into class names.

A schema is named after its class, and no two classes on the wire share a name, also across services. Its title is
that name. Properties and parameters have no title: pydantic's ("Person Name" for `person_name`) says nothing.
"""

import re
from collections.abc import Iterator
from typing import Annotated, Any, get_args, get_origin

FORM = re.compile(r"Body_(\w+)")
REFERENCE = "#/components/schemas/"

Schema = dict[str, Any]


def noun_of(model: Any) -> str:
    """What an item is called without its place on the wire: `Contract` for `ContractItem` and `ContractOut`.

    Where a list holds several shapes, the first one names it.
    """
    while get_origin(model) is Annotated or get_args(model):
        model = get_args(model)[0]
    return noun_in(model.__name__)


def noun_in(class_name: str) -> str:
    return re.sub(r"(?<=.)(Item|Out)$", "", class_name)


def rename_schemas(document: dict[str, Any]) -> None:
    """Give each schema the name of its class: `ContractPage`, where pydantic has `Page_ContractItem_`.

    The form of an operation has no class: `Body_import_list` becomes `ImportListForm`.
    """
    schemas = document.get("components", {}).get("schemas", {})
    names = {name: _class_name(name, schema) for name, schema in schemas.items()}
    if twice := [f"{old}: {new}" for old, new in names.items() if list(names.values()).count(new) > 1]:
        raise ValueError(f"Two classes on the wire share a name; rename one of them. {twice}")
    document["components"]["schemas"] = {names[name]: schema for name, schema in schemas.items()}
    for name, schema in schemas.items():
        if form := FORM.fullmatch(name):
            schema["description"] = f"The form of `{form[1]}`."
    schemas.get("JsonValue", {})["description"] = "Any JSON value."
    for part in _all_schemas(document):
        if reference := part.get("$ref"):
            part["$ref"] = REFERENCE + names[reference.removeprefix(REFERENCE)]


def _class_name(name: str, schema: Schema) -> str:
    if form := FORM.fullmatch(name):
        return form[1].title().replace("_", "") + "Form"
    return str(schema.get("title", name))


def set_titles(document: dict[str, Any]) -> None:
    """A title for each schema, its name; none anywhere below."""
    for part in _all_schemas(document):
        part.pop("title", None)
    for name, schema in document["components"]["schemas"].items():
        schema["title"] = name


def _all_schemas(document: dict[str, Any]) -> Iterator[Schema]:
    for schema in document["components"]["schemas"].values():
        yield from walk(schema)
    for operation in operations_of(document):
        for schema in schemas_of(operation):
            yield from walk(schema)


def operations_of(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for operations in document["paths"].values():
        yield from operations.values()


def schemas_of(operation: dict[str, Any]) -> Iterator[Schema]:
    """The schemas that an operation itself holds: of its parameters, its body and its answers."""
    for parameter in operation.get("parameters", ()):
        yield parameter["schema"]
    for holder in (operation.get("requestBody", {}), *operation.get("responses", {}).values()):
        for content in holder.get("content", {}).values():
            if "schema" in content:
                yield content["schema"]


def walk(schema: Schema) -> Iterator[Schema]:
    """A schema and all that are written inside it; references are not followed."""
    yield schema
    below = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values()]
    for key in ("anyOf", "oneOf", "allOf", "prefixItems"):
        below += schema.get(key, ())
    for key in ("items", "additionalProperties", "propertyNames", "contains", "not"):
        if isinstance(schema.get(key), dict):
            below.append(schema[key])
    for part in below:
        yield from walk(part)
