"""The commands that the welcome shows work when they are pasted into a shell."""

import shlex
from pathlib import Path

import pytest

from local_stack.settings import DEFAULT_FOLDER, StackSettings
from local_stack.welcome import folder_argument


@pytest.mark.parametrize("folder", ["/srv/hrdd", "/srv/our data", "/srv/it's ours", "/srv/$HOME"])
def test_a_command_finds_a_folder_of_any_name(folder: str) -> None:
    settings = StackSettings(data=Path(folder), gateway_port=8000, database_url=None)
    assert shlex.split(f"make demo{folder_argument(settings)}") == ["make", "demo", f"HRDD_DATA={folder}"]


def test_a_command_needs_nothing_for_the_usual_folder() -> None:
    assert folder_argument(StackSettings(data=DEFAULT_FOLDER, gateway_port=8000, database_url=None)) == ""
