"""The merchant page and the badge in all its forms; verdicts are served by `serving.py`."""

import asyncio
from functools import lru_cache
from typing import Annotated

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from credit.codes.badges.embed_routes import NO_BADGE, embed_routes
from credit.codes.badges.keeping import badge_link
from credit.codes.badges.keeping_routes import keeping_routes
from credit.codes.badges.rules import poster_headline
from credit.codes.core.digits import code_url
from credit.codes.media.poster_text import PosterSize, PosterText
from credit.codes.verdicts.merchant_page import badge_view, merchant_page
from credit.codes.verdicts.queries import BadgeRow, find_active_badge
from credit.codes.verdicts.schemas import BadgeLink, MerchantPage
from credit.codes.verdicts.serving import verdict_html, verdict_json
from credit.codes.verdicts.snapshot import find_snapshot_by_uscc
from credit.commitments.queries import list_commitments
from credit.districts.queries.joins import find_district_of
from credit.identity.queries import access_subject
from credit.kit.auth import Caller, requires_caller
from credit.kit.paper.qr import qr_png, qr_svg
from credit.kit.problems import Problem, problem_responses
from credit.kit.uscc import normalise_uscc
from credit.settings import get_settings
from credit.subjects.queries import SubjectRow, get_subject_by_uscc

PUBLIC = {"cache-control": "public, max-age=5"}
LONGEST_DISTRICT = 16
POSTERS_KEPT = 64  # 30 to 90 kB each
PRIVATE = {"cache-control": "private, no-store"}
MIN_PIXELS, MAX_PIXELS = 120, 2000
Pixels = Annotated[int, QueryParameter(ge=MIN_PIXELS, le=MAX_PIXELS, description="边长，像素")]
Paper = Annotated[
    PosterSize, QueryParameter(description="纸张；card 桌牌（A5 对折），sticker 贴纸（A4）")
]
Marks = Annotated[bool, QueryParameter(description="送印刷厂：3 毫米出血和裁切线")]


@get(
    "/api/subjects/{uscc:str}",
    opt={"public": True},
    responses=problem_responses("unknown-subject"),
)
async def get_merchant(uscc: FromPath[str]) -> Response[MerchantPage]:
    """Everything public about a merchant: grade and why, records, promises, how to object."""
    found = await find_snapshot_by_uscc(normalise_uscc(uscc))
    if found is None:
        raise Problem("unknown-subject")
    return Response(merchant_page(found), headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/badge",
    opt={"public": True},
    responses=problem_responses("unknown-subject", "not-found"),
)
async def get_badge(uscc: FromPath[str]) -> Response[BadgeLink]:
    """The merchant's code as text; 404 while its information is insufficient."""
    _, badge = await _subject_and_badge(uscc)
    return Response(badge_link(badge), headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/badge.svg",
    opt={"public": True},
    media_type="image/svg+xml",
    responses=problem_responses("unknown-subject", "not-found"),
)
async def get_badge_svg(uscc: FromPath[str]) -> Response[str]:
    """The QR image as SVG, quiet zone included."""
    subject, badge = await _subject_and_badge(uscc)
    svg = qr_svg(_url(badge), f"{subject.name} 信用码")
    return Response(svg, headers=PUBLIC, media_type="image/svg+xml")


@get(
    "/api/subjects/{uscc:str}/badge.png",
    opt={"public": True},
    media_type="image/png",
    responses=problem_responses("unknown-subject", "not-found", "invalid-input"),
)
async def get_badge_png(uscc: FromPath[str], size: Pixels = 570) -> Response[bytes]:
    """The QR image as PNG, at most ``size`` pixels a side, whole pixels per module."""
    _, badge = await _subject_and_badge(uscc)
    png = await asyncio.to_thread(qr_png, _url(badge), size)
    return Response(png, headers=PUBLIC, media_type="image/png")


@get(
    "/api/subjects/{uscc:str}/poster.pdf",
    guards=[requires_caller],
    media_type="application/pdf",
    responses=problem_responses(
        "unknown-subject", "not-found", "invalid-input", "unauthenticated", "forbidden"
    ),
)
async def get_poster(
    uscc: FromPath[str],
    caller: NamedDependency[Caller],
    size: Paper = "A4",
    marks: Marks = False,
) -> Response[bytes]:
    """Print for the shop: poster, table card or a sheet of 3 cm stickers, in process colours.

    For an officer or who may act for the shop.
    """
    await access_subject(caller, uscc)
    subject, badge = await _subject_and_badge(uscc)
    promises = await list_commitments(subject.id)
    text = PosterText(
        headline=poster_headline(badge.grade),
        name=subject.name,
        short_name=badge.short_name,
        address=subject.address or subject.division_name,
        url=_url(badge),
        short_code=badge.short_code,
        expires_on=badge_view(badge).expires_on,
        commitments=tuple(dict.fromkeys(c.name for c in promises if len(c.name) <= 10)),
        demo=subject.demo,
        district=await _district_name(subject.id),
    )
    pdf = await asyncio.to_thread(_draw, text, size, marks)
    headers = PRIVATE | {"content-disposition": f'inline; filename="{subject.uscc}-{size}.pdf"'}
    return Response(pdf, headers=headers, media_type="application/pdf")


async def _district_name(subject_id: int) -> str:
    """For the poster; a long name would leave no room for promises."""
    district = await find_district_of(subject_id)
    return district.name if district and len(district.name) <= LONGEST_DISTRICT else ""


@lru_cache(maxsize=POSTERS_KEPT)
def _draw(text: PosterText, size: PosterSize, marks: bool) -> bytes:
    """Imported on first use: the PDF and font libraries would double the time to start."""
    from credit.codes.media.poster import poster_pdf

    return poster_pdf(text, size, marks=marks)


async def _subject_and_badge(uscc: str) -> tuple[SubjectRow, BadgeRow]:
    subject = await get_subject_by_uscc(uscc)
    badge = await find_active_badge(subject.id)
    if badge is None:
        raise Problem("not-found", detail=NO_BADGE)
    return subject, badge


def _url(badge: BadgeRow) -> str:
    return code_url(get_settings().public_origin, badge.digits)


routes = [
    get_merchant,
    get_badge,
    get_badge_svg,
    get_badge_png,
    get_poster,
    verdict_json,
    verdict_html,
    *embed_routes,
    *keeping_routes,
]
