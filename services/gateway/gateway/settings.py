"""The settings of this service, in addition to those of all services."""

from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")
