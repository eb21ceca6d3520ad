"""What a service needs from its environment, read once, frozen, passed down."""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, Field, Json, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


def _with_driver(url: object) -> object:
    """SQLAlchemy takes a bare `postgresql://` for another driver than ours."""
    if isinstance(url, str):
        return url.replace("postgres://", "postgresql://", 1).replace("postgresql://", "postgresql+asyncpg://", 1)
    return url


DatabaseUrl = Annotated[str, BeforeValidator(_with_driver)]


class TrustedKey(BaseModel, frozen=True):
    """A key this service believes, whose it is, and which roles that issuer may claim (`*` is any)."""

    issuer: str
    public_key: str
    roles: frozenset[str]


class Shared(BaseSettings):
    """What all services of one installation have in common."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    trusted_keys: Json[dict[str, TrustedKey]] = Field(description="key id to issuer, public key and roles")
    hrdd_secret: SecretStr = Field(min_length=32, description="signs cursors")
    gateway_url: str = Field("http://127.0.0.1:8000", description="internal address of the gateway")
    suppliers_url: str = Field("http://127.0.0.1:8001", description="internal address of suppliers")
    dialogue_url: str = Field("http://127.0.0.1:8002", description="internal address of dialogue")
    pgbouncer: bool = Field(False, description="true behind PgBouncer in transaction mode")
    log_level: Literal["debug", "info", "warning", "error"] = "info"


class ServiceSettings(BaseSettings):
    """What each service has of its own; subclasses set the prefix, such as `SUPPLIERS_`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: DatabaseUrl = Field(description="requests: the app role")
    worker_database_url: DatabaseUrl = Field(description="followers and the sealer: the worker role, direct")
    signing_key: SecretStr = Field(description="PEM private key (ES256) of this service")
    pool_size: int = Field(5, ge=1, le=100, description="connections for requests that write")
    read_pool_size: int = Field(5, ge=1, le=100, description="connections for lists")
