"""Who may become a member: how a merchant meets the rules of a district, each explained."""

from typing import Final, NamedTuple

from credit.districts.rules.membership_rules import (
    CHARTER,
    INSIDE,
    SERIOUS,
    MembershipRules,
    commitments_text,
    grade_text,
)
from credit.kit.model import Out
from credit.subjects.rules import GRADE_WORDS

ORDER: Final = "ABCD"
MAX_OPEN: Final = 3
"""Applications that a merchant may have waiting at once."""


class EntryCheck(Out, frozen=True):
    """One rule as met by a merchant: what was found, on which basis, what to do if not `ok`."""

    id: str
    text: str
    ok: bool
    found: str
    basis: str
    how_to_fix: str = ""


class Place(NamedTuple):
    """Where the shop stands: `precision` exact, street, county or empty; metres to the border."""

    precision: str
    is_inside: bool = False
    metres: int = 0

    @property
    def is_known(self) -> bool:
        """Whether it is a place at all: one that only names the county is not."""
        return self.precision in ("exact", "street")

    @property
    def is_outside(self) -> bool:
        """Certainly outside, and not merely unknown."""
        return self.is_known and not self.is_inside


class Standing(NamedTuple):
    """A merchant as the rules see it.

    `accepted`: the charter version it agreed to, if any; `elsewhere`: the name of another
    district that it is a member of, empty without one.
    """

    grade: str
    commitments: int
    serious_records: int
    place: Place
    demo: bool
    accepted: int | None = None
    elsewhere: str = ""


class Host(NamedTuple):
    """The district as the rules see it; `charter` is the version in force, None without one."""

    name: str
    rules: MembershipRules
    charter: int | None
    demo: bool


def check_entry(host: Host, standing: Standing) -> list[EntryCheck]:
    """Every rule of the district with what was found; eligible when all are ok."""
    rules = host.rules
    basis = f"《{host.name}入街规则》"
    checks = [_grade(rules, standing, basis)]
    if rules.min_commitments:
        checks.append(_commitments(rules, standing, basis))
    if rules.inside:
        checks.append(_inside(standing.place, basis))
    if rules.no_open_serious_record:
        checks.append(_serious(standing, basis))
    if rules.charter_accepted:
        checks.append(_charter(host, standing))
    if standing.elsewhere:
        checks.append(_elsewhere(standing.elsewhere))
    if host.demo != standing.demo:
        checks.append(_DEMO)
    return checks


def unmet(checks: list[EntryCheck]) -> list[tuple[str, str]]:
    """(rule, what was found and what to do) for each rule that is not met."""
    return [
        (check.id, f"{check.text}：{check.found}。{check.how_to_fix}".rstrip("。"))
        for check in checks
        if not check.ok
    ]


# A demo grade never stands beside a real company (design.md §1, principle 4).
_DEMO: Final = EntryCheck(
    id="demo",
    text="示例街区只收示例商户，真实街区只收真实商户",
    ok=False,
    found="街区和商户一个是示例数据，一个不是",
    basis="平台规则：示例等级不与真实企业并列",
    how_to_fix="请选择同类的街区",
)


def _elsewhere(name: str) -> EntryCheck:
    return EntryCheck(
        id="one_district",
        text="同一时间只加入一个街区",
        ok=False,
        found=f"已经是「{name}」的成员",
        basis="平台规则：信用徽章只带一个街区",
        how_to_fix="先退出现在的街区，再申请这一个",
    )


_NEED_PIN: Final = "位置只到县区，请先标注店铺位置"


def _grade(rules: MembershipRules, standing: Standing, basis: str) -> EntryCheck:
    if standing.grade == "N":
        ok, found = rules.allow_ungraded, "目前信息不足，还没有等级"
        fix = "信用信息积累到可以评价时再申请"
    else:
        ok = ORDER.index(standing.grade) <= ORDER.index(rules.min_grade)
        found = f"目前为{GRADE_WORDS[standing.grade]}（{standing.grade}）"
        fix = "在「我的信用」查看等级由来，按提示改善或申请信用修复"
    return EntryCheck(
        id="grade", text=grade_text(rules), ok=ok, found=found, basis=basis,
        how_to_fix="" if ok else fix,
    )  # fmt: skip


def _commitments(rules: MembershipRules, standing: Standing, basis: str) -> EntryCheck:
    ok = standing.commitments >= rules.min_commitments
    return EntryCheck(
        id="commitments",
        text=commitments_text(rules),
        ok=ok,
        found=f"正在履行 {standing.commitments} 项",
        basis=basis,
        how_to_fix="" if ok else "在「信用承诺」里签一项承诺，即时生效",
    )


def _inside(place: Place, basis: str) -> EntryCheck:
    ok = place.is_known and place.is_inside
    found, fix = "在范围内", ""
    if not place.is_known:
        found = _NEED_PIN if place.precision else "还没有店铺位置，请先标注"
        fix = "在「店铺位置」里把图钉放到店门口"
    elif not place.is_inside:
        found = f"在范围外，离边界约 {place.metres} 米"
        fix = "位置有误的，重新标注店铺位置；确在范围外的不能加入"
    return EntryCheck(id="inside", text=INSIDE, ok=ok, found=found, basis=basis, how_to_fix=fix)


def _serious(standing: Standing, basis: str) -> EntryCheck:
    ok = not standing.serious_records
    found = "没有" if ok else f"有 {standing.serious_records} 条"
    return EntryCheck(
        id="serious",
        text=SERIOUS,
        ok=ok,
        found=found,
        basis=basis,
        how_to_fix="" if ok else "符合条件的，先向认定单位申请信用修复",
    )


def _charter(host: Host, standing: Standing) -> EntryCheck:
    ok = host.charter is not None and standing.accepted in (None, host.charter)
    if host.charter is None:
        found, fix = "街区还没有生效的公约", "等公约生效后再申请"
    elif standing.accepted is None:
        found, fix = f"现行公约为第 {host.charter} 版，提交申请时确认", ""
    elif ok:
        found, fix = f"已同意第 {host.charter} 版", ""
    else:
        found = f"同意的是第 {standing.accepted} 版，现行为第 {host.charter} 版"
        fix = "撤回申请，阅读现行公约后重新提交"
    return EntryCheck(
        id="charter", text=CHARTER, ok=ok, found=found, basis=f"《{host.name}公约》",
        how_to_fix=fix,
    )  # fmt: skip
