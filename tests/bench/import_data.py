"""Writes large, fictitious 双公示 penalty files for benchmarks."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from credit.kit.uscc import make_uscc

HEADER = (
    "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_XDR_GSZC,CF_XDR_ZZJG,CF_XDR_SWDJ,CF_XDR_SYDW,"
    "CF_XDR_SHZZ,CF_FRDB,CF_FR_ZJLX,CF_FR_ZJHM,CF_XDR_ZJLX,CF_XDR_ZJHM,CF_WSH,CF_WFXW,CF_SY,"
    "CF_YJ,CF_CFLB,CF_NR,CF_NR_FK,CF_NR_WFFF,CF_NR_ZKDX,CF_JDRQ,CF_YXQ,CF_GSJZQ,CF_CFJG,"
    "CF_CFJGDM,CF_SJLY,CF_SJLYDM,BZ"
)
OFFENCES = (
    ("经营超过保质期的食品", "《中华人民共和国食品安全法》第一百二十四条第一款第五项"),
    ("未按规定明码标价", "《中华人民共和国价格法》第四十二条"),
    ("使用未经检定的计量器具", "《中华人民共和国计量法实施细则》第四十三条"),
    ("未按规定进行安全生产教育和培训", "《中华人民共和国安全生产法》第九十七条第三项"),
)
KINDS = ("罚款", "警告;罚款", "警告", "罚款;没收违法所得", "责令停产停业")
FINES = ("0.1", "0.2", "0.3", "0.5", "1", "1.5", "2", "5", "0.00075", "120")
COUNTIES = ("630102", "630103", "630104", "630105", "630202", "632801", "632701", "632521")
ORG_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def org_code(number: int) -> str:
    """Eight characters of the code alphabet for a number."""
    text = ""
    for _ in range(8):
        number, digit = divmod(number, len(ORG_LETTERS))
        text = ORG_LETTERS[digit] + text
    return text


def penalty_rows(rows: int, subjects: int, seed: int = 7) -> Iterator[str]:
    """CSV lines without header, deterministic in `seed`."""
    chance = random.Random(seed)
    codes = [make_uscc("9", "1", COUNTIES[i % 8], org_code(i + 1)) for i in range(subjects)]
    agencies = [
        make_uscc("1", "1", county, org_code(900_000 + i)) for i, county in enumerate(COUNTIES)
    ]
    last = date(2026, 9, 30)
    for i in range(rows):
        party = chance.randrange(subjects)
        offence, basis = OFFENCES[chance.randrange(4)]
        kinds = KINDS[chance.randrange(5)]
        fine = FINES[chance.randrange(10)] if "罚款" in kinds else ""
        agency = chance.randrange(8)
        day = (last - timedelta(days=chance.randrange(1500))).isoformat()
        yield (
            f"示例商户{party:06d}号有限公司,法人及非法人组织,{codes[party]},,,,,,示例,,,,,"
            f"青示市监罚〔{day[:4]}〕{i}号,{offence},"
            f"经查，当事人于{day}在经营场所内{offence}，现场检查笔录、询问笔录等证据足以认定第{i}号事实。,"
            f"{basis},{kinds},依法给予当事人{kinds}的行政处罚并责令改正。,{fine},,,{day},2099-12-31,,"
            f"示例县{agency}市场监督管理局,{agencies[agency]},示例县{agency}市场监督管理局,"
            f"{agencies[agency]},\n"
        )


def write_penalties(path: Path, rows: int, subjects: int) -> None:
    """A UTF-8 file of `rows` penalties over `subjects` merchants."""
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        file.writelines(penalty_rows(rows, subjects))
