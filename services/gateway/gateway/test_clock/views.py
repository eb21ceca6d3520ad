"""The clocks of the platform as a platform administrator reads them."""

from collections.abc import Mapping

from chassis.test_clock import ServiceMoved, ServiceTime
from gateway.test_clock.schemas import ClockAgreement, MovedService, PlatformClock, PlatformMoved, ServiceClock

MICROSECONDS = 1_000_000


def platform_clock(own: ServiceTime, others: Mapping[str, ServiceTime | None]) -> PlatformClock:
    return PlatformClock(
        now=own.now,
        ahead_seconds=own.shift_microseconds / MICROSECONDS,
        moved_to=own.moved_to,
        services=[_service_clock(service, time, own) for service, time in others.items()],
    )


def _service_clock(service: str, time: ServiceTime | None, own: ServiceTime) -> ServiceClock:
    if time is None:
        return ServiceClock(service=service, agreement=ClockAgreement.UNAVAILABLE, now=None)
    agrees = time.shift_microseconds == own.shift_microseconds
    return ServiceClock(
        service=service, agreement=ClockAgreement.AGREES if agrees else ClockAgreement.DIFFERS, now=time.now
    )


def platform_moved(moved: Mapping[str, ServiceMoved]) -> PlatformMoved:
    own = moved["gateway"]
    return PlatformMoved.model_validate(
        {
            "now": own.now,
            "ahead_seconds": own.shift_microseconds / MICROSECONDS,
            "moved_to": own.moved_to,
            "services": [MovedService(service=name, events=one.events) for name, one in moved.items()],
        }
    )
