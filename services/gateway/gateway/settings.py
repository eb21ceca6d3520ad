"""The settings of this service, in addition to those of all services."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class GatewaySettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="GATEWAY_", frozen=True, extra="ignore")

    answer_seconds: float = Field(
        30.0, ge=1, le=600, description="for which a service behind the gateway may say nothing"
    )
