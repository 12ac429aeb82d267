"""Subjects that a huge import created get their pinyin afterwards."""

from asyncpg import Connection

from credit.kit.uscc import make_uscc
from credit.records.party_ids import insert_stubs
from credit.subjects.jobs import spell_names


async def test_spell_names(db: Connection) -> None:
    code = make_uscc("9", "2", "630102", "MA75ABCD")
    await insert_stubs(db, [(code, "", "马盛面馆"), (None, "630102600123456", "ABC")], spell=False)
    assert await db.fetchval("SELECT count(*) FROM subject WHERE name_pinyin <> ''") == 0
    await spell_names({})
    row = await db.fetchrow("SELECT name_pinyin, name_initials FROM subject WHERE uscc = $1", code)
    assert tuple(row) == ("mashengmianguan", "msmg")
    found = "SELECT count(*) FROM subject WHERE search_text LIKE '%msmg%'"
    assert await db.fetchval(found) == 1
