"""What single tests read of a world."""

from visibility.scene import Scene
from visibility.world import Facility


def events_of(scene: Scene, person: str) -> list[str]:
    """Kind and subject of all events."""
    told: list[str] = []
    page = scene.get(person, "/v1/events", limit=200)
    while page["items"]:
        told += [f"{event['type']} {event['subject']}" for event in page["items"]]
        page = scene.get(person, "/v1/events", limit=200, after=page["next"])
    return told


def is_in_register(scene: Scene, facility: Facility) -> bool:
    scene.installation.rest()
    return bool(scene.get("port manager", "/v1/facilities", q=facility.described["name"])["items"])
