"""The API description of the whole platform, as it is served."""

import json
from functools import cache

from gateway.api_reference.description.merge import merged
from gateway.proxy.api_descriptions import ROUTED, api_description


@cache
def whole_description() -> bytes:
    documents = {service: api_description(service) for service in ("gateway", *ROUTED)}
    return json.dumps(merged(documents), ensure_ascii=False).encode()
