"""Settings: every wrong value named at once; production refuses what belongs to a trial."""

import base64
from pathlib import Path

import pytest

from credit.settings import SettingsError, load_settings

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "CREDIT_PROFILE": "production",
    "CREDIT_ORIGIN": "https://credit.example",
    "CREDIT_MASTER_KEY": KEY,
    "DATABASE_URL": "postgresql://db/credit",
    "REDIS_URL": "redis://cache",
}


def test_every_wrong_value_is_named_in_one_message() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(
            {"CREDIT_PROFILE": "test", "CREDIT_PORT": "99999", "DATABASE_URL": "mysql://x",
             "CREDIT_MASTER_KEY": "short", "CREDIT_LOG_LEVEL": "LOUD"}
        )  # fmt: skip
    for name in ("CREDIT_PORT", "DATABASE_URL", "CREDIT_MASTER_KEY", "CREDIT_LOG_LEVEL"):
        assert name in str(caught.value)


def test_a_complete_production_profile_is_accepted() -> None:
    settings = load_settings(PRODUCTION)
    assert settings.is_production
    assert settings.master_key == bytes(range(32))


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"CREDIT_ORIGIN": "http://credit.example"}, "CREDIT_ORIGIN"),
        ({"DATABASE_URL": ""}, "DATABASE_URL"),
        ({"REDIS_URL": ""}, "REDIS_URL"),
        ({"CREDIT_MASTER_KEY": ""}, "CREDIT_MASTER_KEY"),
        ({"CREDIT_MASTER_KEY": base64.b64encode(b"a" * 32).decode()}, "CREDIT_MASTER_KEY"),
        ({"CREDIT_DEMO": "1"}, "CREDIT_DEMO"),
    ],
)
def test_production_refuses(change: dict[str, str], named: str) -> None:
    with pytest.raises(SettingsError, match=named):
        load_settings(PRODUCTION | change)


def test_secrets_come_from_files_too(tmp_path: Path) -> None:
    secret = tmp_path / "key"
    secret.write_text(KEY + "\n", encoding="utf-8")
    env = {k: v for k, v in PRODUCTION.items() if k != "CREDIT_MASTER_KEY"}
    assert load_settings(env | {"CREDIT_MASTER_KEY_FILE": str(secret)}).master_key == bytes(
        range(32)
    )
    with pytest.raises(SettingsError, match="CREDIT_MASTER_KEY_FILE"):
        load_settings(env | {"CREDIT_MASTER_KEY_FILE": str(tmp_path / "missing")})


def test_a_trial_machine_keeps_its_own_random_key(tmp_path: Path) -> None:
    env = {"CREDIT_DATA_DIR": str(tmp_path)}
    first = load_settings(env).master_key
    assert load_settings(env).master_key == first
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600
