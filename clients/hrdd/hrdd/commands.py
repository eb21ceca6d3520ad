"""Commands whose help has a word for each value, and none for a flag, which takes no value."""

from typing import Any

from typer.core import TyperCommand, TyperGroup


class _WithPlainHelpFlag:
    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.metavar = ""
        return option


class Command(_WithPlainHelpFlag, TyperCommand):
    """A command."""


class Group(_WithPlainHelpFlag, TyperGroup):
    """Several commands under one name."""
