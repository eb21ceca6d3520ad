"""The settings of this service, beside those that all services have."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class DialogueSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")

    evidence_dir: Path = Field(Path(".data/evidence"), description="the folder that holds evidence files")
    findings_key: SecretStr = Field(
        description="base64 of 32 random bytes; wraps the key of each monitor, without it no restricted field opens"
    )
    most_rounds: int = Field(4, ge=1, le=20, description="rounds of follow-up questions of one questionnaire")
