"""The fictitious province (示例数据): 45 counties, 3,200 merchants, 24,000 records, 32
credit districts.

Loaded through the actions and importers that real data uses, so that a trial shows the real
thing. Law: 民法典 Art. 1024 and 1029 — no real company may stand beside an invented grade.

Invariants: nobody in it is real; codes, names and addresses never change; the same day gives
the same files byte for byte; a half-finished load is completed by the next one; production
refuses it.
"""

from credit.demo.accounts import DemoAccount, demo_accounts
from credit.demo.districts import load_districts
from credit.demo.highlights import demo_highlights
from credit.demo.hours import set_hours
from credit.demo.load import DemoReport, complete_demo, is_demo_loaded, load_demo
from credit.demo.pins import declare_pins
from credit.demo.positions import place_merchants

__all__ = [
    "DemoAccount",
    "DemoReport",
    "complete_demo",
    "declare_pins",
    "demo_accounts",
    "demo_highlights",
    "is_demo_loaded",
    "load_demo",
    "load_districts",
    "place_merchants",
    "set_hours",
]
