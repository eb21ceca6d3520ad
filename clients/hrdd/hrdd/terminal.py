"""What the command line writes: results to standard output, problems to standard error."""

from typing import NoReturn

import typer
from rich.console import Console
from rich.markup import escape

screen = Console()
errors = Console(stderr=True)


def fail(message: str) -> NoReturn:
    """Print what is wrong and exit with code 1."""
    errors.print(f"[red]{escape(message)}[/red]", soft_wrap=True)
    raise typer.Exit(1)
