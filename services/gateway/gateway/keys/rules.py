"""API keys: what may be wrong with one."""

from chassis.problems import NotFound


class KeyNotFound(NotFound):
    """No API key with this id in your organisation."""

    title = "API key not found"
