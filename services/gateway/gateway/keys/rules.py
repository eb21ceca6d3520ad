"""What can be wrong with an API key."""

from chassis.problems import NotFound


class KeyNotFound(NotFound):
    """Your organisation has no API key with this id."""

    title = "API key not found"
