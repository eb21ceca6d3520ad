"""What this service needs from its environment, beyond what all services share."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import ServiceSettings


class DialogueSettings(ServiceSettings):
    model_config = SettingsConfigDict(env_prefix="DIALOGUE_", frozen=True, extra="ignore")

    evidence_dir: Path = Field(Path(".data/evidence"), description="the folder that holds evidence files")
    most_rounds: int = Field(4, ge=1, le=20, description="rounds of follow-up questions of one questionnaire")
