"""The words in which people are told; titles name neither people nor facts."""

from datetime import date
from typing import Final

from credit.inbox.kinds import register_kind
from credit.inbox.sending import Message
from credit.records.repairing import NegativeFact
from credit.repair.rules.conditions import CLASS_NAMES, first_day

NOTICE: Final = register_kind("repair.notice", "信用修复告知书")
POSSIBLE: Final = register_kind("repair.possible", "可以申请修复")
PROGRESS: Final = register_kind("repair.progress", "修复进度")
DECISION: Final = register_kind("repair.decision", "修复决定")
DESK: Final = register_kind("repair.desk", "修复待办")
FREE: Final = "信用修复不收任何费用，不用找中介。"


def day(one: date) -> str:
    """A day as people say it."""
    return f"{one.year}年{one.month}月{one.day}日"


def book_link(fact: NegativeFact) -> str:
    """Where the owner repairs this fact."""
    return f"/shops/{fact.uscc}/repair/{fact.view.id}"


def case_link(case_id: str) -> str:
    """Where an officer handles a case."""
    return f"/office/repairs/{case_id}"


def notice(fact: NegativeFact) -> Message:
    """两书同达: with the negative fact comes how to repair it."""
    title = fact.view.title[:60]
    shown = "不对外公示"
    if not fact.withheld:
        until = fact.view.publicity_until
        shown = f"公示到{day(until)}，到期自动停止" if until else "列入期间公示"
    months = fact.terms.min_months
    when = (
        f"改正并履行义务后，{day(first_day(fact.decided_on, fact.terms.min_months))}起可以申请修复"
        if months
        else "改正并履行义务后，就可以申请修复"
    )
    body = (
        f"{fact.view.class_name}“{title}”，属{CLASS_NAMES[fact.severity]}失信信息，{shown}。"
        f"{when}。认为有误，可以提异议。修复不收任何费用。"
    )
    return Message(kind=NOTICE, title="收到一份信用修复告知书", body=body, link=book_link(fact))


def possible(fact: NegativeFact) -> Message:
    """The first possible day has come."""
    body = f"“{fact.view.title[:60]}”最短公示期已满，义务履行完的，今天起可以申请修复。{FREE}"
    return Message(kind=POSSIBLE, title="有一条记录可以申请修复了", body=body, link=book_link(fact))


def progress(fact: NegativeFact, number: str, said: str) -> Message:
    """A step of a case, told to the owners."""
    return Message(
        kind=PROGRESS,
        title="信用修复申请有新进度",
        body=f"申请{number}（{fact.view.title[:60]}）：{said}",
        link=book_link(fact),
    )


def decision(fact: NegativeFact, number: str, said: str) -> Message:
    """The end of a case, told to the owners."""
    return Message(
        kind=DECISION,
        title="信用修复申请有结果了",
        body=f"申请{number}（{fact.view.title[:60]}）：{said}",
        link=book_link(fact),
    )


def desk(case_id: str, title: str, said: str) -> Message:
    """Something to do at the desk."""
    return Message(kind=DESK, title=title, body=said, link=case_link(case_id))
