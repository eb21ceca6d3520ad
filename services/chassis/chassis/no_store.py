"""No cache keeps an answer that does not say otherwise: it may hold what only its reader may know.

Programs that want to ask `If-None-Match` keep what they read themselves; no HTTP cache on the way, or on a shared
computer, does it for them.
"""

NO_STORE = (b"cache-control", b"no-store")
"""For every answer without a `Cache-Control` of its own."""
