"""Settings: every wrong value named at once; production refuses what belongs to a trial."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from credit.kit.caller import Caller
from credit.kit.crypto import SealBroken, get_keyring
from credit.kit.tokens import (
    TokenRejected,
    get_token_keys,
    issue_access_token,
    verify_access_token,
)
from credit.settings import SettingsError, get_settings, load_settings

KEY = base64.b64encode(bytes(range(32))).decode()
PRODUCTION = {
    "CREDIT_PROFILE": "production",
    "CREDIT_ORIGIN": "https://credit.example",
    "CREDIT_MASTER_KEY": KEY,
    "DATABASE_URL": "postgresql://db/credit",
    "REDIS_URL": "redis://cache",
}


def forget_process_keys() -> None:
    for remembered in (get_settings, get_keyring, get_token_keys):
        remembered.cache_clear()


@pytest.fixture
def own_keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets a test change the master keys of this process."""
    monkeypatch.setenv("CREDIT_MASTER_KEY", KEY)
    forget_process_keys()
    yield
    forget_process_keys()  # `monkeypatch` puts the environment back right after this


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


def test_previous_master_keys_are_read_in_order_and_checked() -> None:
    older, oldest = (base64.b64encode(bytes(range(n, n + 32))).decode() for n in (32, 64))
    settings = load_settings(PRODUCTION | {"CREDIT_PREVIOUS_MASTER_KEYS": f"{older}, {oldest}"})
    assert [key[0] for key in settings.master_keys] == [0, 32, 64]
    assert load_settings(PRODUCTION).previous_master_keys == ()
    with pytest.raises(SettingsError, match="CREDIT_PREVIOUS_MASTER_KEYS"):
        load_settings(PRODUCTION | {"CREDIT_PREVIOUS_MASTER_KEYS": f"{older},short"})


def test_after_a_rotation_old_values_and_tokens_open_but_new_ones_use_the_new_key(
    monkeypatch: pytest.MonkeyPatch, own_keys: None
) -> None:
    caller, place = Caller("acc-1", "officer", "马海云"), {"table": "t", "column": "c", "row": "1"}
    sealed, token = get_keyring().seal(b"value", **place), issue_access_token(caller).token
    old = get_settings().master_key
    monkeypatch.setenv("CREDIT_MASTER_KEY", base64.b64encode(bytes(range(32, 64))).decode())
    monkeypatch.setenv("CREDIT_PREVIOUS_MASTER_KEYS", base64.b64encode(old).decode())
    forget_process_keys()
    assert get_keyring().unseal(sealed, **place) == b"value"
    assert get_keyring().needs_reseal(sealed)
    assert verify_access_token(token).sub == "acc-1"
    fresh = issue_access_token(caller).token
    monkeypatch.delenv("CREDIT_PREVIOUS_MASTER_KEYS")
    forget_process_keys()
    assert verify_access_token(fresh).sub == "acc-1"
    with pytest.raises(TokenRejected, match="unknown_key"):
        verify_access_token(token)
    with pytest.raises(SealBroken):
        get_keyring().unseal(sealed, **place)


def test_a_trial_machine_keeps_its_own_random_key(tmp_path: Path) -> None:
    env = {"CREDIT_DATA_DIR": str(tmp_path)}
    first = load_settings(env).master_key
    assert load_settings(env).master_key == first
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600
