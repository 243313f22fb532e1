"""What is known of a business before its site is audited: a part of a lead, in the shape `extract` prints."""

from pydantic import BaseModel, ConfigDict, Field, field_validator


class LeadFacts(BaseModel):
    """Facts of a lead that its pages are compared with; what is unknown is empty."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    trade: str = ""
    phones: list[str] = Field(default_factory=list)
    street: str = ""
    postcode: str = ""
    city: str = ""

    @field_validator("name", "trade", "street", "postcode", "city", mode="before")
    @classmethod
    def _no_text(cls, value: object) -> object:
        return "" if value is None else value

    @field_validator("phones", mode="before")
    @classmethod
    def _no_list(cls, value: object) -> object:
        return [] if value is None else value
