"""Code lists on the wire."""

from pydantic import BaseModel, ConfigDict, Field


class CodeItem(BaseModel, from_attributes=True):
    """One code, its labels by language, and what else the list says of it."""

    code: str
    labels: dict[str, str]
    attributes: dict[str, str] = Field(description="further columns of the list, as text")


class CodeList(BaseModel):
    """A list of codes, and where it comes from."""

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

    name: str
    source: str
    items: list[CodeItem]
    next: None = None


class CodeListName(BaseModel):
    """A code list that can be read."""

    name: str
    source: str


class CodeListNames(BaseModel):
    """All code lists: a few, so they come whole."""

    items: list[CodeListName]
    next: None = None
