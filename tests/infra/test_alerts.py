"""Alerts ask for metrics that exist."""

import re

import yaml

from contracts.sources import read
from credit.kit.metrics import observe_request, render

BUILT_IN = {"up"}


def test_alerts_use_existing_metrics() -> None:
    observe_request("GET", "/api/verdicts/{digits}", 200, 0.01)
    known = set(re.findall(r"^(\w+)(?:\{| )", render().decode(), re.M)) | BUILT_IN
    rules = yaml.safe_load(read("infra/prometheus/alerts.yaml"))["groups"][0]["rules"]
    used = {name for r in rules for name in re.findall(r"\b(credit_\w+|up)\b[{\[)]", r["expr"])}
    assert len(used) >= 4
    assert used <= known
