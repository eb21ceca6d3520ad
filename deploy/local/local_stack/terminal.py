"""Text for the person at the terminal, who may have closed it."""

import os
import sys


def show(text: str) -> None:
    """Print at once. A terminal or pipe that is gone does not stop the stack."""
    try:
        print(text, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process
