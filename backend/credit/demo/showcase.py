"""Hand-written merchants that show one thing each; the first three are those of the look."""

from functools import cache

import msgspec

from credit.demo.codes import make_demo_uscc
from credit.demo.model import Kind, Profile


class Showcase(msgspec.Struct, frozen=True, kw_only=True):
    """A merchant by hand. `shows` names the story that `facts_showcase` tells about it."""

    shows: str
    name: str
    kind: Kind
    trade: str
    division: str
    address: str
    age_days: int
    scope: str
    profile: Profile
    short_name: str = ""


def showcase_uscc(shows: str) -> str:
    """The code of a showcase merchant; raises StopIteration for an unknown story."""
    number, show = next(
        (number, show) for number, show in enumerate(list_showcases(), 1) if show.shows == shows
    )
    return make_demo_uscc(show.kind, show.division, number)


@cache
def list_showcases() -> tuple[Showcase, ...]:
    """Excellent, good, insufficient, repaired, C with reasons, D on the list, expired code…"""
    return (
        Showcase(
            shows="excellent",
            name="湟水源牦牛酸奶坊",
            kind="sole_trader",
            trade="食品零售",
            division="630104",
            address="西宁市城西区虎台一巷12号",
            age_days=3050,
            scope="食品生产加工小作坊；乳制品零售",
            profile="A",
        ),
        Showcase(
            shows="good",
            name="昆仑晴雪民宿",
            kind="sole_trader",
            trade="民宿",
            division="630104",
            address="西宁市城西区五四西路66号",
            age_days=1720,
            scope="民宿服务；餐饮服务",
            profile="B",
        ),
        Showcase(
            shows="insufficient",
            name="青稞人家面馆",
            kind="sole_trader",
            trade="餐饮",
            division="630103",
            address="西宁市城中区水井巷31号",
            age_days=35,
            scope="餐饮服务",
            profile="N",
        ),
        Showcase(
            shows="repaired",
            name="青海格桑源家政服务有限公司",
            short_name="格桑源家政服务部",
            kind="organisation",
            trade="家政",
            division="630105",
            address="西宁市城北区小桥大街88号",
            age_days=2460,
            scope="家政服务；建筑物清洁服务；病人陪护服务",
            profile="B",
        ),
        Showcase(
            shows="warned",
            name="门源回族自治县花海听风客栈",
            short_name="花海听风客栈",
            kind="sole_trader",
            trade="民宿",
            division="632221",
            address="海北藏族自治州门源回族自治县浩门镇花海大道19号",
            age_days=2130,
            scope="住宿服务；餐饮服务；农业观光旅游",
            profile="C",
        ),
        Showcase(
            shows="dishonest",
            name="青海雪豹行旅文化旅游有限公司",
            short_name="雪豹行旅旅行社",
            kind="organisation",
            trade="旅游服务",
            division="632801",
            address="海西蒙古族藏族自治州格尔木市昆仑中路45号",
            age_days=2890,
            scope="旅游业务；旅游客运信息咨询",
            profile="D",
        ),
        Showcase(
            shows="pharmacy",
            name="青海河湟安康医药连锁有限公司",
            short_name="河湟安康大药房",
            kind="organisation",
            trade="药店",
            division="630202",
            address="海东市乐都区碾伯街道新乐大街102号",
            age_days=4010,
            scope="药品零售；第二类医疗器械销售；保健食品销售",
            profile="A",
        ),
        Showcase(
            shows="revoked",
            name="日月山下旅拍工作室",
            short_name="日月山下旅拍室",
            kind="sole_trader",
            trade="旅游服务",
            division="632521",
            address="海南藏族自治州共和县江西沟镇二郎剑路7号",
            age_days=990,
            scope="摄影服务；旅游咨询服务",
            profile="B",
        ),
    )
