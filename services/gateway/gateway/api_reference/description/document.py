"""The API description of the whole platform, as it is served."""

import json
from functools import cache

from fastapi import FastAPI

from chassis.api_description import public_description
from chassis.state import state_of
from gateway.api_reference.description.merge import merged
from gateway.proxy.api_descriptions import ROUTED, api_description


@cache
def whole_description(gateway: FastAPI) -> bytes:
    """The committed descriptions; with a test clock, the gateway's present one, which has it."""
    has_test_clock = state_of(gateway).shared.hrdd_test_clock
    own = public_description(gateway) if has_test_clock else api_description("gateway")
    documents = {"gateway": own, **{service: api_description(service) for service in ROUTED}}
    return json.dumps(merged(documents), ensure_ascii=False).encode()
