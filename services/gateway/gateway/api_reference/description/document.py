"""The API description of the whole platform, as it is served."""

import json
from functools import cache
from typing import Any

from fastapi import FastAPI

from chassis.api_description import public_description
from chassis.state import state_of
from gateway.api_reference.description.merge import merged
from gateway.proxy.api_descriptions import api_description
from gateway.services_api.rules import BEHIND_GATEWAY, ServiceName


@cache
def whole_description(gateway: FastAPI) -> bytes:
    """The committed descriptions; with a test clock, the gateway's present one, which has it."""
    has_test_clock = state_of(gateway).shared.hrdd_test_clock
    own = public_description(gateway) if has_test_clock else api_description(ServiceName.GATEWAY)
    documents: dict[str, dict[str, Any]] = {
        ServiceName.GATEWAY: own,
        **{service: api_description(service) for service in BEHIND_GATEWAY},
    }
    return json.dumps(merged(documents), ensure_ascii=False).encode()
