"""The figures of this service on the wire."""

from pydantic import BaseModel

from chassis.figures import Figure


class DialogueFigures(BaseModel):
    """All figures of this service."""

    figures: list[Figure]
