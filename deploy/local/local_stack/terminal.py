"""Words for the person at the terminal, who may have closed it."""

import os
import sys


def tell(words: str) -> None:
    """At once; a terminal or pipe that is gone never stops what is running."""
    try:
        print(words, flush=True)
    except OSError:
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 - for the rest of this process
