"""Every setting of the product, read from ``EXCHANGE_*`` environment variables."""

from functools import lru_cache
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """What a deployment may choose. ``docs/settings.md`` is checked against this class."""

    model_config = SettingsConfigDict(env_prefix="EXCHANGE_", extra="forbid", frozen=True)

    database_url: str = Field(
        default="sqlite:///var/exchange.db",
        description="Where data is kept: sqlite:///PATH or postgresql://USER@HOST/NAME.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `exchange serve` listens on.")
    port: int = Field(default=8000, ge=0, le=65535, description="Port that `exchange serve` listens on.")
    base_url: str = Field(
        default="http://127.0.0.1:8000", description="Address of the service as its users see it."
    )
    service_name: str = Field(default="Exchange", description="Name shown in the page header.")
    nhs_logo: bool = Field(default=False, description="Show the NHS logo; its use is licensed.")
    frutiger: bool = Field(default=False, description="Use the Frutiger typeface, which is licensed.")
    log_format: Literal["json", "console"] = Field(
        default="json", description="Form of log lines on standard error: json or console."
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="Least severe log line written."
    )

    @field_validator("base_url")
    @classmethod
    def _without_final_slash(cls, value: str) -> str:
        return value.rstrip("/")


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
