"""What a service's process loads: what it works with, and none of what is there for tools and terminals."""

import subprocess
import sys
from functools import cache

from support.services import SERVICES

IDLE_WITHOUT = {"alembic", "hypothesis", "local_stack", "lxml", "mypy", "openpyxl", "pikepdf", "pytest", "typer"}
LOAD = """
import sys
import {service}.app
print(*(name for name, module in sys.modules.items() if module is not None and "." not in name))
"""


@cache
def loaded_by(service: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", LOAD.format(service=service)], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_a_service_loads_nothing_that_it_does_not_work_with() -> None:
    for service in SERVICES:
        assert loaded_by(service) & IDLE_WITHOUT == set(), service


def test_a_service_loads_no_other_service() -> None:
    for service in SERVICES:
        assert loaded_by(service) & set(SERVICES) == {service}
