"""Journal entries as the events that a caller reads."""

from collections.abc import Iterable

from gateway.events.schemas import CloudEvent, EventPage, FeedEntry


def cloud_event(entry: FeedEntry) -> CloudEvent:
    service, published = entry
    return CloudEvent(
        id=published.id,
        type=published.verb,
        source=f"/{service}",
        subject=f"{published.subject_type}/{published.subject_id}",
        time=published.at,
    )


def event_page(entries: Iterable[FeedEntry], following: str) -> EventPage:
    """`following` is the cursor behind the last entry."""
    return EventPage(items=[cloud_event(entry) for entry in entries], next=following)
