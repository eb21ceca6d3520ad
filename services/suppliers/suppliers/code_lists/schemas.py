"""Code lists in answers."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

NAME = Field(description="Name of the list.", examples=["tiers"])
SOURCE = Field(description="Where the list comes from.", examples=["Own list."])


class CodeItem(BaseModel, from_attributes=True):
    """A code with its labels."""

    code: str = Field(description="The code that records use.", examples=["T0"])
    labels: dict[str, str] = Field(
        description="What the code means, by language: `nl`, `fr` and `en`.",
        examples=[{"nl": "eindassemblage", "fr": "assemblage final", "en": "final assembly"}],
    )
    attributes: dict[str, str] = Field(
        description="Further columns of the list, as text; empty where it has none.", examples=[{}]
    )


class CodeList(BaseModel):
    """A list of codes."""

    model_config = ConfigDict(
        from_attributes=True,
        json_schema_extra={
            "examples": [
                {
                    "name": "tiers",
                    "source": "Own list.",
                    "items": [
                        {
                            "code": "T0",
                            "labels": {"nl": "eindassemblage", "fr": "assemblage final", "en": "final assembly"},
                            "attributes": {},
                        }
                    ],
                }
            ]
        },
    )

    name: Annotated[str, NAME]
    source: Annotated[str, SOURCE]
    items: list[CodeItem] = Field(description="The codes, in the order of the list.")
    next: None = Field(default=None, description="Always null: there is no further page.")


class CodeListName(BaseModel):
    """A code list that can be read."""

    name: Annotated[str, NAME]
    source: Annotated[str, SOURCE]


class CodeListNames(BaseModel):
    """All code lists; there are few, so they come in one page."""

    items: list[CodeListName] = Field(description="The lists.")
    next: None = Field(default=None, description="Always null: there is no further page.")
