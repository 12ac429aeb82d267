"""A report of a subject, put together from what is known now."""

from datetime import date, datetime
from typing import Final, NamedTuple

import msgspec

from credit.kit import clock
from credit.reports.snapshot.reading import Known
from credit.reports.snapshot.sections import (
    PLATFORM,
    build_sections,
    count_sections,
    list_sources,
)
from credit.reports.snapshot.shapes import SCHEMA, Audience, CreditReport
from credit.reports.snapshot.suggesting import suggest_section
from credit.reports.terms import MAX_FACTS, purpose_name, terms

ISSUER: Final = PLATFORM
NOTES: Final = (
    "本报告按全国公共信用信息基础目录和全国统一的十个部分编排，只反映截至时间归集到的公共信用信息；没有归集到的不等于没有。",
    "每条信息由来源单位负责。对内容、公示期限有异议的，可以在平台免费提出（民法典第一千零二十九条）；核查期间标明“异议中”。",
    "评价是本平台按公开的规则计算，不是信用中国的评价；规则、每条信息的影响都可以在平台查看。",
    "已经修复、公示期满、依法不公示的信息不列入（国家发展改革委令第36号）。",
    "报告有编号、摘要和平台签名：扫码或在网页上交来文件即可核对，改一字即不通过。核对不留文件，也不留是谁核对的。",
)  # fmt: skip
OWN_NOTE: Final = (
    "本人查阅版：含已修复、不公示和公示期满的信息，供主体自己查看，不作对外证明，不能分享。"
)


class Asked(NamedTuple):
    """What a report is made for; the number is given when it is issued."""

    number: str
    audience: Audience
    purpose: str
    at: datetime

    @property
    def valid_until(self) -> date:
        return terms().validity.last_day(clock.day_of(self.at))


def assemble(known: Known, asked: Asked) -> CreditReport:
    """The ten sections with summary, sources and explanations."""
    facts = assemble_facts(known, asked)
    sections = [*facts.sections, suggest_section(known)]
    return msgspec.structs.replace(facts, sections=sections)


def assemble_facts(known: Known, asked: Asked) -> CreditReport:
    """The same without suggestions: all that is needed to see whether there is news."""
    sections = build_sections(known, asked.audience)
    facts = [fact for section in sections for fact in section.facts]
    return CreditReport(
        schema_version=SCHEMA,
        kind="credit",
        audience=asked.audience,
        number=asked.number,
        issuer=ISSUER,
        name=known.subject.name,
        uscc=known.subject.uscc or "",
        demo=known.subject.demo,
        purpose=asked.purpose,
        purpose_name=purpose_name(asked.purpose),
        as_of=asked.at,
        valid_until=asked.valid_until,
        counts=count_sections(sections),
        sections=sections,
        sources=list_sources(facts),
        notes=notes_of(known, asked.audience),
    )


def notes_of(known: Known, audience: Audience) -> list[str]:
    """What the report says of itself."""
    notes = list(NOTES)
    if audience == "own":
        notes[3] = OWN_NOTE
    if known.cut:
        notes.append(f"信息超过 {MAX_FACTS} 条，本报告列出最近的 {MAX_FACTS} 条。")
    if known.subject.demo:
        notes.append("示例数据：主体和信息都是虚构的，不能用作证明。")
    return notes
