"""Demo accounts: printed on the screen, so they exist outside production only."""

from typing import Literal

import msgspec

from credit.demo.showcase import showcase_uscc
from credit.identity.actions import create_account, grant_subject
from credit.kit.auth import Kind
from credit.kit.db import connection, transaction

ACTOR = "demo"
PASSWORD = "qinghai2026"  # noqa: S105 - shown to everybody who starts a trial


class DemoAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to sign in as; `shows` is the showcase merchant that the account acts for."""

    login: str
    title: str
    kind: Kind
    password: str = PASSWORD
    shows: str = ""
    role: Literal["owner", "badge", ""] = ""


def demo_accounts() -> list[DemoAccount]:
    """The accounts in the order of the banner."""
    return [
        DemoAccount(login="officer", title="工作人员：导入文件、查看拒收行", kind="officer"),
        DemoAccount(
            login="milk",
            title="店主：湟水源牦牛酸奶坊（优），打印信用码、签承诺",
            kind="merchant",
            shows="excellent",
            role="owner",
        ),
        DemoAccount(
            login="huahai",
            title="店主：花海听风客栈（中），看原因和修复办法",
            kind="merchant",
            shows="warned",
            role="owner",
        ),
        DemoAccount(
            login="noodle",
            title="店主：青稞人家面馆（信息不足）",
            kind="merchant",
            shows="insufficient",
            role="owner",
        ),
        DemoAccount(
            login="clerk",
            title="店员：湟水源牦牛酸奶坊，只能出示信用码",
            kind="merchant",
            shows="excellent",
            role="badge",
        ),
    ]


async def create_demo_accounts() -> int:
    """Makes the accounts that are not there yet, with their grants; returns how many."""
    made = 0
    for account in demo_accounts():
        async with connection() as held:
            known = await held.fetchval(
                "SELECT EXISTS (SELECT FROM account WHERE login = $1)", account.login
            )
        if not known:
            await _create(account)
            made += 1
    return made


async def _create(account: DemoAccount) -> None:
    async with transaction():
        account_id = await create_account(
            login=account.login,
            password=account.password,
            kind=account.kind,
            name=account.title.partition("：")[2] or account.title,
            actor=ACTOR,
            demo=True,
        )
        if account.shows:
            uscc = showcase_uscc(account.shows)
            await grant_subject(account_id, uscc, role=account.role, actor=ACTOR)
