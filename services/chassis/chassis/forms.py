"""Forms: like a JSON object, a form is refused where it has a field that the operation does not know."""

from collections.abc import Iterable

from fastapi import Request
from fastapi.dependencies.models import Dependant
from fastapi.params import Form

from chassis.problems import Fault, Invalid
from chassis.validation_errors import shown


def form_fields(dependants: Iterable[Dependant]) -> frozenset[str]:
    """The fields of an operation's form; empty where it has none, or where a model reads the form and decides."""
    fields = [field for node in dependants for field in node.body_params if isinstance(field.field_info, Form)]
    if any(hasattr(field.field_info.annotation, "model_fields") for field in fields):
        return frozenset()
    return frozenset(field.alias for field in fields)


async def refuse_unknown_fields(request: Request, known: frozenset[str]) -> None:
    """Raises Invalid, naming the fields of the form that are not known and those that are."""
    form = await request.form()
    unknown = [name for name in dict.fromkeys(form) if name not in known]
    if unknown:
        await form.close()
        has = f"Fields of this operation: {', '.join(sorted(known))}."
        raise Invalid(
            errors=[Fault(f"/{name}", "extra_forbidden", f"Unknown field {shown(name)}. {has}") for name in unknown]
        )
