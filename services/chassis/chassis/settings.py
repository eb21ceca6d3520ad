"""What a service needs from its environment, read once, frozen, passed down."""

import os
import re
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, Json, SecretStr
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_SCHEME = re.compile(r"^postgres(?:ql)?(?:\+asyncpg)?://")


def for_sqlalchemy(url: str) -> str:
    """A database's address as SQLAlchemy reads it, which takes a bare `postgresql://` for another driver than ours.

    It hands `ssl` on to asyncpg's `connect`, which knows no `sslmode` there.
    """
    return re.sub(r"(?<=[?&])sslmode=", "ssl=", _SCHEME.sub("postgresql+asyncpg://", url))


def for_asyncpg(url: str) -> str:
    """The same address as asyncpg by itself reads it: like libpq, where TLS is `sslmode`."""
    return re.sub(r"(?<=[?&])ssl=", "sslmode=", _SCHEME.sub("postgresql://", url))


def _listed(text: object) -> object:
    """Addresses and networks with commas between them, or `none`."""
    if not isinstance(text, str):
        return text
    return [] if text.strip() in ("", "none") else [part.strip() for part in text.split(",")]


DatabaseUrl = Annotated[str, AfterValidator(for_sqlalchemy)]


class TrustedKey(BaseModel, frozen=True):
    """A key that this service trusts, its issuer, and the roles that the issuer may give (`*`: any)."""

    issuer: str
    public_key: str
    roles: frozenset[str]


class Shared(BaseSettings):
    """Settings that all services of one installation share."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    trusted_keys: Json[dict[str, TrustedKey]] = Field(description="key id to issuer, public key and roles")
    hrdd_secret: SecretStr = Field(min_length=32, description="signs cursors")
    gateway_url: str = Field("http://127.0.0.1:8000", description="internal address of the gateway")
    suppliers_url: str = Field("http://127.0.0.1:8001", description="internal address of suppliers")
    dialogue_url: str = Field("http://127.0.0.1:8002", description="internal address of dialogue")
    pgbouncer: bool = Field(False, description="true behind PgBouncer in transaction mode")
    file_readers: int = Field(
        default_factory=lambda: os.cpu_count() or 1,
        ge=1,
        le=64,
        description="how many files a process of a service reads at once",
    )
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    transaction_alert_seconds: float = Field(
        10.0, ge=1, le=3600, description="a transaction that writes for longer is reported in the log"
    )
    transaction_end_seconds: float = Field(
        30.0, ge=2, le=3600, description="a session of the service whose transaction writes for longer is ended"
    )
    hrdd_test_clock: bool = Field(False, description="whether the platform's time can be moved, for tests")


Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_listed)]


class ServerSettings(BaseSettings):
    """Settings of the HTTP server of one process."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    trusted_proxies: Networks = Field((), description="whose X-Forwarded-For names the client")
    connections_per_address: int = Field(1000, ge=1, description="open connections of one client")


class ServiceSettings(BaseSettings):
    """Settings of one service; subclasses set the prefix, such as `SUPPLIERS_`."""

    model_config = SettingsConfigDict(frozen=True, extra="ignore")

    database_url: DatabaseUrl = Field(description="requests: the app role")
    worker_database_url: DatabaseUrl = Field(description="followers and the sealer: the worker role, direct")
    signing_key: SecretStr = Field(description="PEM private key (ES256) of this service")
    pool_size: int = Field(5, ge=1, le=100, description="connections for requests that write")
    read_pool_size: int = Field(5, ge=1, le=100, description="connections for lists")
