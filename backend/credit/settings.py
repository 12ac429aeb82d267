"""Settings: one frozen Struct read from environment variables, checked once at start.

Every wrong value is named in one message (`SettingsError`), so that an operator
mends the whole environment in one go. Secrets may come from files: `NAME_FILE`
is read when `NAME` is unset, as container secrets are mounted.
"""

import base64
import binascii
import contextlib
import os
import secrets
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import msgspec

from credit.kit.oidc_config import OidcProvider, parse_providers

Profile = Literal["dev", "test", "production"]
KEY_BYTES = 32


class SettingsError(Exception):
    """One readable message that names every wrong setting."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the process was told.

    `database_url` and `redis_url` are None when the embedded servers are to be used.
    `master_key` (32 bytes) seals fields and signing keys; `previous_master_keys`, newest first,
    only open what was sealed or signed before a rotation. `sms_url`, `sms_key_id` and `sms_key` are
    of the SMS gateway, empty without one; `sms_per_day` bounds what sign-in codes may cost.
    `oidc_providers` are none unless set; `real_name_url`, `…_key_id`, `…_key` are of the register
    that real names are checked against.
    `map_approval_no` is the operator's own 审图号 (《地图管理条例》 Art. 15); `tianditu_key` lets
    browsers fetch 天地图 tiles: all see it, so bind it to this site's domain with 天地图. Both are
    empty unless set.
    """

    profile: Profile
    public_origin: str
    data_dir: Path
    master_key: bytes
    database_url: str | None
    redis_url: str | None
    host: str
    port: int
    pool_size: int
    map_warm: bool
    trusted_proxies: int
    log_level: str
    pwa_dir: Path
    release: str
    sms_url: str = ""
    sms_key_id: str = ""
    sms_key: bytes = b""
    sms_per_day: int = 20_000
    map_approval_no: str = ""
    tianditu_key: str = ""
    previous_master_keys: tuple[bytes, ...] = ()
    oidc_providers: tuple[OidcProvider, ...] = ()
    real_name_url: str = ""
    real_name_key_id: str = ""
    real_name_key: bytes = b""

    @property
    def master_keys(self) -> tuple[bytes, ...]:
        """All master keys, the current one first."""
        return (self.master_key, *self.previous_master_keys)

    @property
    def is_production(self) -> bool:
        return self.profile == "production"


class _Reader:
    """Reads variables and collects what is wrong with them instead of stopping at the first."""

    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        if name in self.env:
            return self.env[name]
        path = self.env.get(f"{name}_FILE")
        if path is None:
            return default
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            self.faults.append(f"{name}_FILE: cannot read {path} ({error.strerror})")
            return default

    def whole(self, name: str, default: int, low: int, high: int) -> int:
        raw = self.text(name, str(default))
        if raw.isascii() and raw.isdigit() and low <= int(raw) <= high:
            return int(raw)
        self.faults.append(f"{name}: {raw!r} is not a whole number from {low} to {high}")
        return default

    def choice(self, name: str, default: str, allowed: tuple[str, ...]) -> str:
        raw = self.text(name, default)
        if raw not in allowed:
            self.faults.append(f"{name}: {raw!r} is not one of {', '.join(allowed)}")
            return default
        return raw

    def line(self, name: str, longest: int) -> str:
        raw = self.text(name)
        if len(raw) > longest or not raw.isprintable():
            self.faults.append(f"{name}: is not one line of at most {longest} characters")
        return raw

    def word(self, name: str) -> str:
        raw = self.text(name)
        if raw and not (raw.isascii() and raw.isalnum() and len(raw) <= 64):
            self.faults.append(f"{name}: is not letters and digits only")
        return raw

    def url(self, name: str, default: str, schemes: tuple[str, ...]) -> str:
        raw = self.text(name, default)
        if raw and urlsplit(raw).scheme not in schemes:
            self.faults.append(f"{name}: {raw!r} does not start with one of {', '.join(schemes)}")
        return raw

    def key(self, name: str, otherwise: Callable[[], bytes]) -> bytes:
        raw = self.text(name)
        return self._decoded(name, raw) if raw else otherwise()

    def keys(self, name: str) -> tuple[bytes, ...]:
        """Several keys, separated by commas; none when unset."""
        parts = [part.strip() for part in self.text(name).split(",")]
        return tuple(self._decoded(name, part) for part in parts if part)

    def providers(self, name: str) -> tuple[OidcProvider, ...]:
        try:
            return parse_providers(self.text(name))
        except ValueError as error:
            self.faults.append(f"{name}: {error}")
            return ()

    def _decoded(self, name: str, raw: str) -> bytes:
        try:
            key = base64.b64decode(raw, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            self.faults.append(f"{name}: is not base64 of {KEY_BYTES} bytes")
        return key


def load_settings(env: Mapping[str, str]) -> Settings:
    """Settings from `env`; raises `SettingsError` that names every fault."""
    read = _Reader(env)
    settings = _read(read, read.choice("CREDIT_PROFILE", "dev", ("dev", "test", "production")))
    if settings.is_production:
        read.faults += _production_faults(settings, env)
    if read.faults:
        raise SettingsError(
            "These settings are wrong:\n" + "\n".join(f"  {f}" for f in read.faults)
        )
    return settings


def _read(read: _Reader, profile: str) -> Settings:
    port = read.whole("CREDIT_PORT", 8000, 1, 65535)
    data_dir = Path(read.text("CREDIT_DATA_DIR", ".data")).absolute()
    log_levels = ("DEBUG", "INFO", "WARNING", "ERROR")
    return Settings(
        profile=msgspec.convert(profile, Profile),
        public_origin=read.url(
            "CREDIT_ORIGIN", f"http://127.0.0.1:{port}", ("http", "https")
        ).rstrip("/"),
        data_dir=data_dir,
        master_key=read.key("CREDIT_MASTER_KEY", lambda: _local_key(profile, data_dir)),
        database_url=read.url("DATABASE_URL", "", ("postgresql", "postgres")) or None,
        redis_url=read.url("REDIS_URL", "", ("redis", "rediss", "unix")) or None,
        host=read.text("CREDIT_HOST", "127.0.0.1"),
        port=port,
        pool_size=read.whole("CREDIT_POOL_SIZE", 10, 1, 200),
        map_warm=read.choice("CREDIT_MAP_WARM", "1", ("0", "1")) == "1",
        trusted_proxies=read.whole("CREDIT_TRUSTED_PROXIES", 0, 0, 5),
        log_level=read.choice("CREDIT_LOG_LEVEL", "INFO", log_levels),
        pwa_dir=Path(read.text("CREDIT_PWA_DIR", "pwa/dist")).absolute(),
        release=read.text("CREDIT_RELEASE", "dev"),
        sms_url=read.url("CREDIT_SMS_URL", "", ("http", "https")),
        sms_key_id=read.line("CREDIT_SMS_KEY_ID", 64),
        sms_key=read.key("CREDIT_SMS_KEY", bytes),
        sms_per_day=read.whole("CREDIT_SMS_PER_DAY", 20_000, 1, 10_000_000),
        map_approval_no=read.line("MAP_APPROVAL_NO", 60),
        tianditu_key=read.word("TIANDITU_TK"),
        previous_master_keys=read.keys("CREDIT_PREVIOUS_MASTER_KEYS"),
        oidc_providers=read.providers("CREDIT_OIDC_PROVIDERS"),
        real_name_url=read.url("CREDIT_REAL_NAME_URL", "", ("http", "https")),
        real_name_key_id=read.line("CREDIT_REAL_NAME_KEY_ID", 64),
        real_name_key=read.key("CREDIT_REAL_NAME_KEY", bytes),
    )


def _local_key(profile: str, data_dir: Path) -> bytes:
    """A trial machine's own random key; production must bring one (checked apart)."""
    if profile == "production":
        return b""
    path = data_dir / "master.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_bytes(secrets.token_bytes(KEY_BYTES))
        with contextlib.suppress(FileExistsError):  # another process was first: take its key
            os.link(draft, path)
        draft.unlink()
    return path.read_bytes()


def _production_faults(settings: Settings, env: Mapping[str, str]) -> list[str]:
    sms, register = settings.sms_url, settings.real_name_url
    issuers = [one.issuer for one in settings.oidc_providers]
    checks = (
        (any(i.startswith("http:") for i in issuers), "CREDIT_OIDC_PROVIDERS: must be https://"),
        (register.startswith("http:"), "CREDIT_REAL_NAME_URL: must be https://"),
        (
            bool(register) and not settings.real_name_key,
            "CREDIT_REAL_NAME_KEY: must be set with CREDIT_REAL_NAME_URL",
        ),
        (bool(sms) and not settings.sms_key, "CREDIT_SMS_KEY: must be set with CREDIT_SMS_URL"),
        (sms.startswith("http:"), "CREDIT_SMS_URL: must be https://"),
        (not settings.public_origin.startswith("https://"), "CREDIT_ORIGIN: must be https://"),
        (not settings.database_url, "DATABASE_URL: production takes an external PostgreSQL"),
        (not settings.redis_url, "REDIS_URL: production takes an external Redis or Valkey"),
        (not settings.master_key, "CREDIT_MASTER_KEY: must be set (base64 of 32 bytes)"),
        (_is_weak(settings.master_key), "CREDIT_MASTER_KEY: is a default or repeated byte"),
        (env.get("CREDIT_DEMO", "0") != "0", "CREDIT_DEMO: demo accounts are refused"),
    )
    return [message for wrong, message in checks if wrong]


def _is_weak(key: bytes) -> bool:
    return bool(key) and len(set(key)) < 8


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once from the environment."""
    return load_settings(os.environ)
