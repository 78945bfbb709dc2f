"""Where the reference data came from, as shown to every user."""

from sqlmodel import Field, SQLModel


class Source(SQLModel, table=True):
    """The origin of one file of reference data: publisher, address, date and what to beware of."""

    file: str = Field(primary_key=True, max_length=60)
    title: str = Field(max_length=300)
    publisher: str = Field(default="", max_length=120)
    url: str = Field(default="", max_length=500)
    published_on: str = Field(default="", max_length=10)
    licence: str = Field(default="", max_length=80)
    caution: str = Field(default="", max_length=500)
