"""Code lists as API answers."""

from collections.abc import Iterable

from suppliers.code_lists.rules import PublishedList
from suppliers.code_lists.schemas import CodeList, CodeListName, CodeListNames


def code_list_out(code_list: PublishedList) -> CodeList:
    return CodeList.model_validate(code_list)


def code_list_names(code_lists: Iterable[PublishedList]) -> CodeListNames:
    return CodeListNames(items=[CodeListName(name=each.name, source=each.source) for each in code_lists])
