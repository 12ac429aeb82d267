"""Prometheus metrics: cheap counters, turned into families only when scraped.

Labels are route templates and fixed words, never addresses, codes or names, so their number
is bounded. A process counts for itself; `worker` tells processes behind one port apart.
"""

import os
from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
)

from credit.kit import clock, workdays

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
MAX_SERIES = 5000


class Counter:
    """A named counter; `add` is one dictionary operation."""

    def __init__(self, name: str, text: str, labels: tuple[str, ...]) -> None:
        self.name, self.text, self.labels = name, text, labels
        self.values: dict[tuple[str, ...], float] = {}

    def add(self, *labels: str, n: float = 1) -> None:
        """Counts `n` under these label values, given in the order of the declaration."""
        self.values[labels] = self.values.get(labels, 0.0) + n


_counters: dict[str, Counter] = {}
_gauges: dict[str, tuple[str, Callable[[], float]]] = {}
# (method, route template, status) → [sum of seconds, one count a bucket …, above all buckets]
_requests: dict[tuple[str, str, str], list[float]] = {}


def counter(name: str, text: str, *labels: str) -> Counter:
    """Declares a counter once; a second call with the name gives the same one."""
    return _counters.setdefault(name, Counter(name, text, labels))


def gauge(name: str, text: str, read: Callable[[], float]) -> None:
    """Declares a gauge that is read when scraped."""
    _gauges[name] = (text, read)


def observe_request(method: str, template: str, status: int, seconds: float) -> None:
    """Counts one answered request."""
    key = (method if method in METHODS else "other", template, str(status))
    series = _requests.get(key)
    if series is None:
        if len(_requests) >= MAX_SERIES:
            return
        series = _requests[key] = [0.0] * (len(BUCKETS) + 2)
    series[0] += seconds
    series[1 + bisect_left(BUCKETS, seconds)] += 1


class _Collector:
    def collect(self) -> Iterator[Metric]:
        worker = str(os.getpid())
        yield _request_family(worker)
        for each in list(_counters.values()):
            name = each.name.removesuffix("_total")
            family = CounterMetricFamily(name, each.text, labels=("worker", *each.labels))
            for labels, value in list(each.values.items()):
                family.add_metric((worker, *labels), value)
            yield family
        for name, (text, read) in list(_gauges.items()):
            gauge_family = GaugeMetricFamily(name, text, labels=("worker",))
            gauge_family.add_metric((worker,), read())
            yield gauge_family


def _request_family(worker: str) -> HistogramMetricFamily:
    labels = ("worker", "method", "route", "status")
    family = HistogramMetricFamily("credit_request_seconds", "Answered requests", labels=labels)
    for key, series in list(_requests.items()):
        counts = accumulate(series[1:])
        names = [*(str(edge) for edge in BUCKETS), "+Inf"]
        buckets = list(zip(names, counts, strict=True))
        family.add_metric((worker, *key), buckets, sum_value=series[0])
    return family


_registry = CollectorRegistry()
_registry.register(_Collector())
gauge(
    "credit_holiday_table_days_left",
    "Days of published holiday table left; alarm below 60",
    lambda: workdays.table_days_left(clock.today()),
)


def render() -> bytes:
    """All metrics in Prometheus' text format."""
    return generate_latest(_registry)
