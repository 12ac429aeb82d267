"""Demo accounts: printed on the screen, so they exist outside production only."""

from datetime import date
from typing import Literal

import msgspec

from credit.codes.passes.actions.courtesies import GrantedCourtesy, grant_courtesy
from credit.demo.showcase import showcase_uscc
from credit.identity.actions import create_account, grant_subject
from credit.identity.officers.actions import move_officer
from credit.kit.auth import Kind
from credit.kit.db import connection, transaction

ACTOR = "demo"
PASSWORD = "qinghai2026"  # noqa: S105 - shown to everybody who starts a trial
# Invented facts of an invented person; the rules that they rest on are real.
COURTESIES = (
    GrantedCourtesy(
        kind="blood_donation",
        amount=3,
        title="无偿献血奉献奖（银奖）",
        agency="青海省血液中心（示例）",
        legal_basis="《中华人民共和国献血法》《全国无偿献血表彰奖励办法》",
        granted_on=date(2025, 6, 14),
    ),
    GrantedCourtesy(
        kind="volunteer",
        amount=126,
        title="五星级志愿者",
        agency="西宁市志愿服务联合会（示例）",
        legal_basis="《志愿服务条例》（国务院令第685号）",
        granted_on=date(2025, 12, 5),
        valid_until=date(2028, 12, 4),
    ),
)


class DemoAccount(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody to sign in as; `shows` is the showcase merchant that the account acts for.

    `title` is for the banner: who it is and what to try. `name` is what others read of the
    person, a citizen in 谁看过我 for one. `courtesies` open courtesy perks. `jurisdiction` is an
    officer's.
    """

    login: str
    title: str
    kind: Kind
    password: str = PASSWORD
    shows: str = ""
    role: Literal["owner", "badge", "redeem", ""] = ""
    name: str
    jurisdiction: str = ""
    courtesies: tuple[GrantedCourtesy, ...] = ()


def demo_accounts() -> list[DemoAccount]:
    """The accounts in the order of the banner."""
    return [*_officers(), *_merchants(), *_citizens()]


def _officers() -> list[DemoAccount]:
    return [
        DemoAccount(
            login="officer",
            title="工作人员：王敏（虚构），导入文件、查看拒收行、管理信用码",
            kind="officer",
            name="工作人员王敏（虚构）",
        ),
        DemoAccount(
            login="reviewer",
            title="另一位工作人员：马文清（虚构），复核别人的决定",
            kind="officer",
            name="工作人员马文清（虚构）",
        ),
        DemoAccount(
            login="haixi",
            title="海西州工作人员：赵德胜（虚构），只办理本州主体的事项",
            kind="officer",
            name="海西州工作人员赵德胜（虚构）",
            jurisdiction="6328",
        ),
    ]


def _merchants() -> list[DemoAccount]:
    return [
        DemoAccount(
            login="milk",
            title="店主：湟水源牦牛酸奶坊（优），打印信用码、签承诺",
            kind="merchant",
            shows="excellent",
            role="owner",
            name="店主祁正祥（虚构）",
        ),
        DemoAccount(
            login="huahai",
            title="店主：花海听风客栈（中），看原因和修复办法",
            kind="merchant",
            shows="warned",
            role="owner",
            name="店主韩海英（虚构）",
        ),
        DemoAccount(
            login="xuebao",
            title="店主：雪豹行旅旅行社（差），看哪天可以申请修复",
            kind="merchant",
            shows="dishonest",
            role="owner",
            name="店主马晓峰（虚构）",
        ),
        DemoAccount(
            login="noodle",
            title="店主：青稞人家面馆（信息不足）",
            kind="merchant",
            shows="insufficient",
            role="owner",
            name="店主马青云（虚构）",
        ),
        DemoAccount(
            login="clerk",
            title="店员：湟水源牦牛酸奶坊，只能出示信用码",
            kind="merchant",
            shows="excellent",
            role="badge",
            name="店员马兰（虚构）",
        ),
        DemoAccount(
            login="till",
            title="收银：湟水源牦牛酸奶坊，核销和冲正权益",
            kind="merchant",
            shows="excellent",
            role="redeem",
            name="收银员李梅（虚构）",
        ),
        DemoAccount(
            login="bank",
            title="银行：青湖示例银行，看商户同意推荐的信息",
            kind="merchant",
            name="信贷员周岩（虚构）",
        ),
    ]


def _citizens() -> list[DemoAccount]:
    return [
        DemoAccount(
            login="citizen",
            title="市民：李晓明（虚构），有守信礼遇，开通个人信用码",
            kind="citizen",
            name="李晓明",
            courtesies=COURTESIES,
        ),
        DemoAccount(
            login="citizen2",
            title="市民：才让·卓玛（虚构），没有守信礼遇",
            kind="citizen",
            name="才让·卓玛",
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
            name=account.name,
            actor=ACTOR,
            demo=True,
        )
        if account.jurisdiction:
            await move_officer(account.login, account.jurisdiction, actor=ACTOR)
        if account.shows:
            uscc = showcase_uscc(account.shows)
            await grant_subject(account_id, uscc, role=account.role, actor=ACTOR)
        for fact in account.courtesies:
            await grant_courtesy(account_id, fact, actor=ACTOR)
