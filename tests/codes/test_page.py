"""The verdict page: small, strict, escaped, the three verdicts different in kind."""

import base64
import gzip
import hashlib
import re
import secrets
from datetime import date, timedelta

import httpx

from codes.test_badges import graded, issued
from credit.codes.core.faults import Fault
from credit.codes.verdicts.answers import answer_of
from credit.codes.verdicts.judging import refused, unverifiable
from credit.kit import clock
from credit.kit.db import Connection

BUDGET = 14 * 1024


async def page(client: httpx.AsyncClient, db: Connection, name: str) -> httpx.Response:
    subject = await graded(db, name=name)
    badge = await issued(subject)
    return await client.get(f"/v/{badge.digits}")


async def test_says_who_and_how_to_object(client: httpx.AsyncClient, db: Connection) -> None:
    html = (await page(client, db, "湟水源牦牛酸奶坊")).text
    for words in (
        "湟水源牦牛酸奶坊",
        "有效 · 本平台签发",
        "示例数据",
        "眼前是这家店吗",
        "非信用中国官方",
        "12315",
        "数据截至",
    ):
        assert words in html, words
    assert '<meta property="og:title"' in html


async def test_small_and_without_scripts_or_foreign_hosts(
    client: httpx.AsyncClient, db: Connection
) -> None:
    answer = await page(client, db, "湟水源牦牛酸奶坊")
    assert len(answer.content) < BUDGET
    assert len(gzip.compress(answer.content)) < BUDGET / 2
    assert "<script" not in answer.text
    assert not re.findall(r'(?:src|data|action)="https?://', answer.text)


async def test_the_style_sheet_is_allowed_by_its_hash_and_nothing_else_is(
    client: httpx.AsyncClient, db: Connection
) -> None:
    answer = await page(client, db, "湟水源牦牛酸奶坊")
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "style=" not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"


async def test_names_are_escaped(client: httpx.AsyncClient, db: Connection) -> None:
    html = (await page(client, db, '<script>alert(1)</script>"店')).text
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_three_verdicts_are_different_in_kind() -> None:
    wrong = answer_of(refused(Fault.EXPIRED), "page", "").body.decode()
    unsure = answer_of(unverifiable(), "page", "").body.decode()
    assert 'class="wrong"' in wrong and "无效" in wrong and "已过期" in wrong
    assert 'class="unsure"' in unsure and "无法核验" in unsure
    assert "无效" not in re.sub(r"<style>.*?</style>", "", unsure, flags=re.DOTALL)


def test_every_refusal_has_its_own_page() -> None:
    for fault in Fault:
        html = answer_of(refused(fault), "page", "").body.decode()
        assert 'class="wrong"' in html
        assert "输入编号" in html


async def test_an_old_warning_is_not_hidden_by_newer_honours(
    client: httpx.AsyncClient, db: Connection
) -> None:
    subject = await graded(db)
    await add_record(db, subject.id, clock.today() - timedelta(days=300), severity=1)
    for days in range(30):
        await add_record(db, subject.id, clock.today() - timedelta(days=days), severity=0)
    badge = await issued(subject)
    html = (await client.get(f"/v/{badge.digits}")).text
    assert "1 条提醒" in html
    assert "最近 10 条，共 31 条" in html
    assert len(html.encode()) < BUDGET


async def add_record(db: Connection, subject_id: int, day: date, *, severity: int) -> None:
    """A penalty (severity > 0) or an honour with its source."""
    await db.execute(
        """INSERT INTO record (public_id, record_class, subject_id, natural_key, decided_on,
             severity, legal_basis, title, agency, content_hash, decision_no)
           VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, '《示例条例》第一条', '示例事项',
             '示例机关', $3, 'x')""",
        2 if severity else 8,
        subject_id,
        secrets.token_bytes(16),
        day,
        severity,
    )
