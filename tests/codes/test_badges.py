"""Badges in the real database: who has one, what it says, when it is replaced."""

from datetime import timedelta

import pytest
from asyncpg import CheckViolationError

from credit.codes.badges.actions import end_badges, issue_badge, issue_badges, resume_badges
from credit.codes.badges.jobs import refresh, reissue, renew
from credit.codes.core.digits import digits_to_token
from credit.codes.core.merchant_token import verify_token
from credit.codes.core.short_code import normalise_short_code
from credit.codes.trust.queries import list_key_entries
from credit.codes.verdicts.queries import BadgeRow
from credit.codes.verdicts.snapshot import find_snapshot_by_index, find_snapshot_by_short_code
from credit.kit import clock
from credit.kit.db import Connection
from credit.kit.problems import Problem
from credit.subjects.queries import SubjectRow
from factories.subjects import make_subject


async def graded(db: Connection, grade: str = "A", name: str = "湟水源牦牛酸奶坊") -> SubjectRow:
    subject = await make_subject(name)
    await set_grade(db, subject.id, grade)
    return subject


async def set_grade(db: Connection, subject_id: int, grade: str) -> None:
    await db.execute("UPDATE subject SET grade = $2 WHERE id = $1", subject_id, grade)


async def statuses(db: Connection, subject_id: int) -> list[str]:
    rows = await db.fetch("SELECT status FROM badge WHERE subject_id = $1 ORDER BY id", subject_id)
    return [row["status"] for row in rows]


async def issued(subject: SubjectRow) -> BadgeRow:
    badge = await issue_badge(subject.id)
    assert badge
    return badge


@pytest.mark.parametrize("grade", ["A", "B", "C", "D"])
async def test_the_token_says_what_the_badge_says(db: Connection, grade: str) -> None:
    subject = await graded(db, grade)
    badge = await issued(subject)
    now = int(clock.now().timestamp())
    claims = verify_token(digits_to_token(badge.digits), await list_key_entries(), now)
    assert claims.grade == badge.grade == grade
    assert claims.short_name == "湟水源牦牛酸奶坊"
    assert claims.demo is True
    assert (claims.list_no, claims.list_index) == (badge.list_no, badge.list_index)
    assert timedelta(days=88) < badge.expires_at - clock.now() <= timedelta(days=90)
    assert normalise_short_code(badge.short_code) == badge.short_code


async def test_insufficient_information_has_no_badge(db: Connection) -> None:
    subject = await make_subject("青稞人家面馆")
    assert await issue_badge(subject.id) is None
    assert await statuses(db, subject.id) == []


async def test_issuing_again_changes_nothing(db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    assert await issue_badges([subject.id]) == 0
    assert await issued(subject) == first


async def test_a_new_grade_replaces_the_badge(db: Connection) -> None:
    subject = await graded(db)
    first = await issued(subject)
    await set_grade(db, subject.id, "C")
    await reissue({"subject_ids": [subject.id]})
    second = await issued(subject)
    assert second.grade == "C"
    assert second.list_index != first.list_index
    assert await statuses(db, subject.id) == ["replaced", "active"]
    read = await find_snapshot_by_short_code(first.short_code)
    assert read and read.active


async def test_a_new_name_is_signed(db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    await db.execute("UPDATE subject SET short_name = '湟水酸奶' WHERE id = $1", subject.id)
    await refresh({"subject_ids": [subject.id]})
    assert (await issued(subject)).short_name == "湟水酸奶"


async def test_losing_the_grade_suspends_and_a_new_one_revives(db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    await set_grade(db, subject.id, "N")
    await reissue({"subject_ids": [subject.id]})
    assert await statuses(db, subject.id) == ["suspended"]
    await set_grade(db, subject.id, "B")
    await reissue({"subject_ids": [subject.id]})
    assert await statuses(db, subject.id) == ["replaced", "active"]


async def test_a_suspension_by_an_officer_is_lifted_only_by_an_officer(db: Connection) -> None:
    subject = await graded(db)
    badge = await issued(subject)
    await end_badges(subject.id, "suspended", "冒用店名", actor="officer", basis="示例规定第八条")
    assert await issue_badge(subject.id) is None
    assert await statuses(db, subject.id) == ["suspended"]
    assert await resume_badges(subject.id, actor="officer")
    read = await find_snapshot_by_index(badge.list_no, badge.list_index)
    assert read and read.active


async def test_ending_needs_a_reason(db: Connection) -> None:
    subject = await graded(db)
    with pytest.raises(Problem):
        await end_badges(subject.id, "revoked", " ", actor="officer", basis="示例规定第八条")


async def test_indexes_and_short_codes_are_all_different(db: Connection) -> None:
    subjects = [await graded(db, name=f"示例店{n}") for n in range(12)]
    assert await issue_badges([s.id for s in subjects]) == 12
    rows = await db.fetch("SELECT list_index, short_code, digits FROM badge")
    for column in ("list_index", "short_code", "digits"):
        assert len({row[column] for row in rows}) == len(rows) == 12


async def test_a_drawn_index_that_is_taken_is_drawn_again(
    db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = await graded(db), await graded(db, name="昆仑晴雪民宿")
    taken = await issued(first)
    draws = iter([taken.list_index, taken.list_index, 7 if taken.list_index != 7 else 8])
    monkeypatch.setattr("credit.codes.badges.actions.secrets.randbelow", lambda _: next(draws))
    monkeypatch.setattr("credit.codes.badges.actions.list_numbers", lambda _: (taken.list_no,))
    badge = await issued(second)
    assert badge.list_index in (7, 8)


async def test_nightly_renewal(db: Connection) -> None:
    ending, missing = await graded(db), await graded(db, name="昆仑晴雪民宿")
    await issued(ending)
    with clock.frozen(clock.now() + timedelta(days=80)):
        await renew({})
        assert await statuses(db, ending.id) == ["replaced", "active"]
        assert await statuses(db, missing.id) == ["active"]


async def test_issuing_is_audited(db: Connection) -> None:
    subject = await graded(db)
    await issued(subject)
    row = await db.fetchrow("SELECT * FROM audit_entry WHERE action = 'badge.issue'")
    assert row["object_id"] == subject.uscc
    assert f"{subject.uscc}A" in row["detail"]


@pytest.mark.parametrize("status", ["suspended", "revoked"])
async def test_no_measure_is_stored_without_its_basis(db: Connection, status: str) -> None:
    subject = await graded(db)
    await issued(subject)
    with pytest.raises(CheckViolationError):
        await db.execute("UPDATE badge SET status = $1, status_reason = '冒用'", status)
