"""What this service needs from its environment, beyond what all services share."""

from chassis.settings import ServiceSettings
from pydantic_settings import SettingsConfigDict


class DialogueSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")
