"""Loading through the real importers: whole, again, and after being killed at any stage."""

import asyncio
import os
import signal
import subprocess
import sys
from collections import Counter
from datetime import timedelta

import pytest

from credit.codes.verdicts.snapshot import find_snapshot_by_short_code
from credit.demo import demo_accounts, demo_highlights, is_demo_loaded, load_demo
from credit.demo.draws import ENTRANTS
from credit.demo.files import make_province
from credit.demo.load import reference_day
from credit.demo.showcase import showcase_uscc
from credit.kit import clock
from credit.kit.audit import verify_chain
from credit.kit.db import Connection, connection
from credit.map.marks import COMMITMENTS

MERCHANTS = 660
CHILD = f"""
import asyncio, sys
from credit.demo import load_demo
from credit.kit.db import start_pool
async def main():
    await start_pool()
    await load_demo(lambda *at: print(*at, flush=True), merchants={MERCHANTS})
asyncio.run(main())
"""


HOMES = """
SELECT s.uscc, d.code FROM district_member m JOIN subject s ON s.id = m.subject_id
JOIN credit_district d ON d.id = m.district_id WHERE m.status = 'admitted'
"""
KILLS = (("import registry", 1), ("import honours", 1), ("commitments", 1), ("badges", 1))


async def count(sql: str) -> int:
    async with connection() as held:
        number: int = await held.fetchval(sql)
    return number


def kill_when(word: str, nth: int) -> None:
    """Loads in a process of its own, killed at the nth line of progress that has `word`."""
    with subprocess.Popen(
        [sys.executable, "-c", CHILD], stdout=subprocess.PIPE, text=True, env=os.environ | ENV
    ) as child:
        assert child.stdout is not None
        for line in child.stdout:
            nth -= word in line
            if nth == 0:
                child.send_signal(signal.SIGKILL)
                break
    assert child.returncode == -signal.SIGKILL, f"finished before {word}"


ENV = {"PYTHONPATH": os.pathsep.join(sys.path)}


@pytest.mark.slow
@pytest.mark.usefixtures("committed_db", "redis")
async def test_a_load_killed_again_and_again_is_completed() -> None:
    for word, nth in KILLS:
        kill_when(word, nth)
        assert not await is_demo_loaded()

    report, again = await asyncio.gather(
        load_demo(merchants=MERCHANTS), load_demo(merchants=MERCHANTS)
    )

    facts = make_province(clock.today(), MERCHANTS).facts
    assert await is_demo_loaded()
    assert report.merchants == again.merchants == MERCHANTS + 1  # and a bank
    assert report.records == again.records == len(facts)
    assert await count("SELECT count(*) FROM record WHERE version > 1") == 0
    assert report.badges == report.merchants - report.grades["N"]
    assert report.promises == again.promises > MERCHANTS
    assert await count("SELECT count(*) FROM import_run WHERE status <> 'done'") == 0
    known = "SELECT count(*) FROM account WHERE demo AND (login IS NOT NULL) = "
    assert await count(known + "true") == len(demo_accounts())
    assert await count(known + "false") == ENTRANTS
    assert (await verify_chain()).ok


@pytest.mark.slow
@pytest.mark.usefixtures("committed_db", "redis")
async def test_the_province_as_loaded() -> None:
    report = await load_demo()

    assert report.merchants >= 3000 and report.records >= 20_000
    shares = {grade: 100 * n / report.merchants for grade, n in report.grades.items()}
    wanted = {"A": 30, "B": 40, "C": 15, "D": 2, "N": 13}
    assert all(abs(shares[g] - wanted[g]) <= max(1, wanted[g] / 8) for g in wanted), shares
    assert await count("SELECT count(*) FROM subject WHERE NOT demo OR source <> '示例数据'") == 0
    assert await count("SELECT count(DISTINCT division) FROM subject") == 45
    assert await count("SELECT count(*) FROM subject WHERE short_name = '' OR trade = ''") == 0
    assert await count("SELECT count(*) FROM subject WHERE lng IS NULL") == 0
    await _districts_are_alive()
    await _trades_sign_what_suits_them()
    assert await count("SELECT count(*) FROM record WHERE subject_id IS NULL") >= 100
    assert await count("SELECT count(*) FROM import_reject") == 0
    await _showcases_have_their_grades()
    await _highlights_lead_somewhere()


async def _districts_are_alive() -> None:
    members = "SELECT count(*) FROM district_member WHERE status = "
    assert await count(f"{members} 'admitted'") >= 300
    assert 10 <= await count(f"{members} 'applied'") <= 40
    assert await count("SELECT count(*) FROM subject_pin WHERE status = 'waiting'") == 6
    assert await count("SELECT count(*) FROM subject WHERE opening_hours <> ''") >= 2700
    statuses = "SELECT count(*) FROM credit_district WHERE demo AND status = "
    assert await count(f"{statuses} 'raised'") >= 5
    assert await count(f"{statuses} 'rectifying'") == 2
    async with connection() as held:
        grades = await held.fetch("SELECT DISTINCT grade FROM credit_district")
        assert {row["grade"] for row in grades} >= {"A", "B"}
        homes = {row["uscc"]: row["code"] for row in await held.fetch(HOMES)}
    assert homes[showcase_uscc("excellent")] == "630104001"
    assert homes[showcase_uscc("pharmacy")] == "630202001"


async def _trades_sign_what_suits_them() -> None:
    signed = "SELECT count(DISTINCT template) FROM commitment WHERE type IN (5, 6)"
    assert await count(signed) == len(COMMITMENTS), "every template that a shop can sign"
    ending = "SELECT count(*) FROM commitment WHERE notice_on IS NOT NULL AND withdrawn_at IS NULL"
    assert await count(f"{ending} AND template = 'prepaid_card'") == 1
    assert (
        await count(
            "SELECT count(*) FROM commitment new JOIN commitment old ON old.replaced_by = new.code "
            "WHERE new.replaces = old.code AND new.template = 'guest_rights'"
        )
        == 1
    )


async def _showcases_have_their_grades() -> None:
    wanted = {"excellent": "A", "good": "B", "insufficient": "N", "warned": "C", "dishonest": "D"}
    async with connection() as held:
        for shows, grade in wanted.items():
            code = showcase_uscc(shows)
            assert grade == await held.fetchval("SELECT grade FROM subject WHERE uscc = $1", code)


async def _highlights_lead_somewhere() -> None:
    kinds = Counter(path.split("/")[1] for _, path in await demo_highlights())
    assert kinds == {"v": 1, "code": 3, "m": 1, "search?q=hsymn": 1}
    async with connection() as held:
        short = await held.fetchval("SELECT short_code FROM badge WHERE status = 'revoked'")
    assert await find_snapshot_by_short_code(short) is not None


async def test_a_load_begun_yesterday_keeps_its_dates(db: Connection) -> None:
    yesterday = clock.now() - timedelta(days=1)
    with clock.frozen(yesterday):
        first = await reference_day()

    assert await reference_day() == first < clock.today()
    assert not await is_demo_loaded()
