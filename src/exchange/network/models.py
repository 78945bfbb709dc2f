"""Networks: regions, systems, programmes, alliances and user groups, and who belongs to them."""

from uuid import UUID, uuid4

from sqlmodel import Field, SQLModel


class Network(SQLModel, table=True):
    """A formal group of organisations."""

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    name: str = Field(unique=True, max_length=200)
    kind: str = Field(default="", max_length=60)


class NetworkMember(SQLModel, table=True):
    """One organisation's membership of a network, with the public source that names it."""

    __tablename__ = "network_member"

    network_id: UUID = Field(primary_key=True, foreign_key="network.id")
    organisation_id: UUID = Field(primary_key=True, foreign_key="organisation.id", index=True)
    source_url: str = Field(default="", max_length=500)
    source_date: str = Field(default="", max_length=10)
