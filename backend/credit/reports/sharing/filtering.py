"""What of a frozen report may still be shown: a repair ends sharing too (order 36). Pure."""

from collections.abc import Collection

import msgspec

from credit.reports.snapshot.shapes import CreditReport, ReportGroup, ReportSection


def leave_out(report: CreditReport, shown: Collection[str]) -> CreditReport:
    """The report with only those facts whose id is among `shown` now; its advice goes as well,
    since it may name what was left out."""
    gone = [fact for fact in report.facts if fact.id not in shown]
    if not gone:
        return report
    sections = [_section(section, shown) for section in report.sections if section.number != 10]
    return msgspec.structs.replace(report, sections=sections, counts=[], sources=[])


def _section(section: ReportSection, shown: Collection[str]) -> ReportSection:
    groups = [
        msgspec.structs.replace(group, facts=[fact for fact in group.facts if fact.id in shown])
        for group in section.groups
    ]
    return msgspec.structs.replace(section, groups=[_said(group) for group in groups])


def _said(group: ReportGroup) -> ReportGroup:
    """Without facts it must not say that there were none when the report was made."""
    return group if group.facts else msgspec.structs.replace(group, empty="没有可以显示的信息。")
