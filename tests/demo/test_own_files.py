"""The demo shows a look at night, a declaration and impact reports, and only once."""

from credit.demo.accounts import create_demo_accounts, demo_accounts
from credit.demo.own_files import fill_own_files
from credit.demo.showcase import showcase_uscc
from credit.kit.db import Connection
from factories.subjects import make_subject


async def test_own_files_are_filled_once(db: Connection) -> None:
    for shows in sorted({one.shows for one in demo_accounts() if one.shows}):
        await make_subject(f"示例店铺 {shows}", uscc=showcase_uscc(shows))
    await create_demo_accounts()
    for _ in range(2):
        await fill_own_files(lambda what, done, total: None)
    assert await db.fetchval("SELECT array_agg(DISTINCT rule) FROM access_anomaly") == ["night"]
    states = await db.fetch("SELECT state FROM self_declaration ORDER BY state")
    assert [row["state"] for row in states] == ["declared", "verified"]
    assert await db.fetchval("SELECT count(*) FROM declaration_consent") == 1
    reports = await db.fetch("SELECT state, count(*) FROM impact_report GROUP BY 1 ORDER BY 1")
    assert [tuple(row) for row in reports] == [("approved", 3), ("proposed", 1)]
    assert await db.fetchval("SELECT count(*) FROM access_purpose") == 1
