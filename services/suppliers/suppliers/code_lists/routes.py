"""`/v1/code-lists`: the codes that records use, with their labels."""

from typing import Annotated

from fastapi import Path

from chassis.problem_documents import raises
from chassis.routing import new_router
from chassis.text import Code
from suppliers.code_lists import queries
from suppliers.code_lists.rules import CodeListNotFound
from suppliers.code_lists.schemas import CodeList, CodeListNames
from suppliers.code_lists.views import code_list_names, code_list_out
from suppliers.permissions import CanReadReferences

router = new_router("/v1/code-lists", "code lists")


@router.get("")
async def list_code_lists(caller: CanReadReferences) -> CodeListNames:  # noqa: ARG001  # for all signed in
    """The names of all code lists."""
    return code_list_names(queries.code_lists().values())


@router.get("/{name}", responses=raises(CodeListNotFound))
async def read_code_list(
    name: Annotated[Code, Path(description="Name of the list.", examples=["tiers"])],
    caller: CanReadReferences,  # noqa: ARG001  # every signed-in caller may read it
) -> CodeList:
    """A code list: its codes with labels in Dutch, French and English."""
    return code_list_out(queries.code_list(name))
