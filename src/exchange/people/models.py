"""The vocabulary of professional roles."""

from sqlmodel import Field, SQLModel


class JobRole(SQLModel, table=True):
    """A role that a member of staff may hold, for example "digital midwife"."""

    __tablename__ = "job_role"

    name: str = Field(primary_key=True, max_length=80)
    description: str = Field(default="", max_length=300)
