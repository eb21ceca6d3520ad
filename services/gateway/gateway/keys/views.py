"""API keys as a caller reads them."""

from gateway.keys.schemas import KeyItem, KeyMade
from gateway.tables import ApiKey


def key_made(row: ApiKey, secret: str) -> KeyMade:
    """With the secret, which is shown once."""
    shown_always = KeyItem.model_validate(row).model_dump()
    return KeyMade(**shown_always, client_secret=secret, api_key=f"{row.client_id}.{secret}")
