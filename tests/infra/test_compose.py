"""compose.yaml parses, refers to files that exist, and brings no secret of its own."""

import base64
import os
import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.sources import ROOT, read
from credit.settings import load_settings

INFRA = ROOT / "infra"
COMPOSE: dict[str, Any] = yaml.safe_load(read("infra/compose.yaml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_the_named_services_are_there() -> None:
    assert {"nginx", "api", "worker", "migrate", "postgres", "valkey"} <= set(SERVICES)


@pytest.mark.parametrize("name", SERVICES)
def test_services_are_closed(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    if name not in ("migrate", "worker", "backup"):
        assert service["healthcheck"]["test"]
    assert name == "nginx" or "ports" not in service, "only nginx is seen from outside"


def test_it_refers_to_existing_files_and_declared_things() -> None:
    for service in SERVICES.values():
        if "build" in service:
            assert (INFRA / service["build"]["context"] / service["build"]["dockerfile"]).is_file()
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = (
                (INFRA / source).exists()
                if source.startswith(".")
                else source in COMPOSE["volumes"]
            )
            assert known, volume
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"])
        assert set(service.get("depends_on", {})) <= set(SERVICES)
        assert set(service["networks"]) <= set(COMPOSE["networks"])


def test_images_copy_existing_files() -> None:
    for path in INFRA.glob("images/*.Dockerfile"):
        for line in re.findall(r"^COPY (?!--from)(.+)$", path.read_text(encoding="utf-8"), re.M):
            for source in line.split()[:-1]:
                assert (ROOT / source).exists(), f"{path.name}: {source}"
        assert re.search(r"^USER (?!root)", path.read_text(encoding="utf-8"), re.M), path.name


def test_there_are_no_default_secrets() -> None:
    text = read("infra/compose.yaml")
    for name in ("CREDIT_ORIGIN", "CREDIT_SECRETS"):
        assert all(rest.startswith(":?") for rest in re.findall(rf"\${{{name}(.*?)}}", text)), name
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            secret = re.search("PASSWORD|KEY|_URL|SECRET|TOKEN", name)
            assert not secret or (name.endswith("_FILE") and value.startswith("/run/secrets/")), (
                name
            )
    assert all("file" in secret for secret in COMPOSE["secrets"].values())


@pytest.fixture
def secrets(tmp_path: Path) -> Path:
    for _ in range(2):  # the second run must change nothing
        before = {p.name: p.read_bytes() for p in (tmp_path / "s").glob("*")}
        subprocess.run([INFRA / "make-secrets", tmp_path / "s"], check=True, capture_output=True)
        after = {p.name: p.read_bytes() for p in (tmp_path / "s").glob("*")}
        assert not before or before == after
    return tmp_path / "s"


def test_drawn_secrets_please_the_production_profile(secrets: Path) -> None:
    drawn = {p.name for p in secrets.iterdir()}
    assert set(COMPOSE["secrets"]) - drawn == {"tls_certificate", "tls_key"}
    assert stat.S_IMODE(secrets.stat().st_mode) == 0o700
    assert len(base64.b64decode((secrets / "master_key").read_bytes())) == 32
    environment = {
        name: value.replace("/run/secrets", str(secrets))
        for name, value in SERVICES["api"]["environment"].items()
        if "${" not in value
    }
    settings = load_settings(environment | {"CREDIT_ORIGIN": "https://credit.example.cn"})
    assert settings.is_production
    assert settings.database_url


def test_scripts_are_executable_and_parse() -> None:
    scripts = [p for p in INFRA.rglob("*") if p.is_file() and p.read_bytes()[:9] == b"#!/bin/sh"]
    assert len(scripts) >= 7
    for path in scripts:
        assert os.access(path, os.X_OK), path.name
        subprocess.run(["sh", "-n", path], check=True)
