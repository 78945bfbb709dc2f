"""Every setting of the product, read from ``EXCHANGE_*`` environment variables."""

from functools import lru_cache
from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OpenIdProvider(BaseModel):
    """A provider that people may sign in with, for example Entra ID of one tenant, or NHS CIS2."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=r"^[a-z0-9-]{1,40}$")
    label: str = Field(max_length=60)
    issuer: str = Field(pattern=r"^https?://")
    client_id: str
    client_secret: SecretStr
    scopes: str = "openid profile email"
    is_strong: bool = True

    @field_validator("issuer")
    @classmethod
    def _in_secret(cls, value: str) -> str:
        """Refuse keys, codes and the client's secret in the clear, but on this machine."""
        if value.startswith("http://") and urlsplit(value).hostname not in LOOPBACK:
            raise ValueError("an issuer on another machine must be reached by https")
        return value


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
        default="", description="Address of the service as its users see it; else that of host and port."
    )
    trusted_proxies: str = Field(
        default="",
        description="Addresses, comma-separated, whose word on who a request comes from is believed.",
    )
    demo: bool = Field(default=False, description="Show made-up people, and let anybody sign in as one.")
    strong_sign_in: bool = Field(
        default=True,
        description="Ask leads, network leaders and administrators for a passkey or single sign-on.",
    )
    openid_providers: tuple[OpenIdProvider, ...] = Field(
        default=(),
        description="Single sign-on: a JSON list of name, label, issuer, client_id, client_secret.",
    )
    smtp_url: str = Field(
        default="", description="Where mail is handed over: smtp://USER:PASSWORD@HOST:PORT or smtps://…"
    )
    mail_from: str = Field(
        default="Exchange <no-reply@exchange.invalid>", description="The sender of every message."
    )
    mail_folder: str = Field(
        default="var/mail", description="Where messages are written as .eml files while there is no smtp_url."
    )
    contact: str = Field(
        default="", description="How to reach the people who run this service; shown on the privacy notice."
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

    @property
    def public_url(self) -> str:
        """The address of the service as its users see it, without a slash at the end."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.base_url or f"http://{host}:{self.port}"

    @property
    def is_https(self) -> bool:
        """Whether browsers reach the service by https, so that cookies may be held to it."""
        return self.public_url.startswith("https://")

    @property
    def public_host(self) -> str:
        """The host name of that address, without a port."""
        return urlsplit(self.public_url).hostname or ""

    @property
    def is_local(self) -> bool:
        """Whether the service is meant for the machine that it runs on alone."""
        return self.public_host in LOOPBACK

    @field_validator("base_url")
    @classmethod
    def _without_final_slash(cls, value: str) -> str:
        return value.rstrip("/")


@lru_cache
def get_settings() -> Settings:
    """Return the settings of this process, read once."""
    return Settings()
