"""Settings of this service, beside those that all services have."""

from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class SuppliersSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="SUPPLIERS_", frozen=True, extra="ignore")
