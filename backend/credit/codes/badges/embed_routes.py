"""The badge beyond our own pages: on a shop's site, and on an NFC tag."""

from typing import Final

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect

from credit.codes.badges.embedding import SCRIPT, embed_texts, nfc_tag
from credit.codes.badges.schemas import NfcTag, WebBadgeEmbed
from credit.codes.badges.short_name import short_name_of
from credit.codes.core.digits import code_url
from credit.codes.media.web_badge import WebBadge, web_badge_svg
from credit.codes.verdicts.queries import find_active_badge
from credit.districts.queries.joins import find_district_of
from credit.kit import clock
from credit.kit.problems import Problem, problem_responses
from credit.settings import get_settings
from credit.subjects.queries import get_subject_by_uscc
from credit.subjects.rules import GRADE_WORDS

PUBLIC: Final = {"cache-control": "public, max-age=5"}
# These two alone may stand in other sites' pages. The image is asked for again after half a
# minute, so nobody can go on showing yesterday's grade by accident; its date says the rest.
EMBEDDED: Final = {
    "cache-control": "public, max-age=30, must-revalidate",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
NO_BADGE: Final = "这个主体信息不足或暂停使用，现在没有信用码"


@get(
    "/api/subjects/{uscc:str}/web-badge.svg",
    opt={"public": True},
    media_type="image/svg+xml",
    responses=problem_responses("unknown-subject"),
)
async def get_web_badge_svg(uscc: FromPath[str]) -> Response[str]:
    """The present grade with the minute of reading; without a badge it says so, with 200."""
    subject = await get_subject_by_uscc(uscc)
    badge = await find_active_badge(subject.id)
    grade = badge.grade if badge else ""
    district = await find_district_of(subject.id)
    svg = web_badge_svg(
        WebBadge(
            grade=grade,
            grade_word=GRADE_WORDS.get(grade, ""),
            name=badge.short_name if badge else short_name_of(subject.name, subject.short_name),
            moment=clock.now(),
            demo=subject.demo,
            district=district.name if badge and district else "",
        )
    )
    return Response(svg, headers=EMBEDDED, media_type="image/svg+xml")


@get(
    "/api/subjects/{uscc:str}/web-badge",
    opt={"public": True},
    responses=problem_responses("unknown-subject"),
)
async def get_web_badge(uscc: FromPath[str]) -> Response[WebBadgeEmbed]:
    """The two texts to paste into a site: without and with the small refreshing script."""
    subject = await get_subject_by_uscc(uscc)
    name = short_name_of(subject.name, subject.short_name)
    texts = embed_texts(get_settings().public_origin, subject.uscc or "", name)
    return Response(texts, headers=PUBLIC)


@get(
    "/api/subjects/{uscc:str}/web-badge/verdict",
    opt={"public": True},
    status_code=303,
    responses=problem_responses("unknown-subject"),
)
async def open_web_badge(uscc: FromPath[str]) -> Redirect:
    """Where a click on a web badge leads: the verdict on the present code, else the shop's page."""
    subject = await get_subject_by_uscc(uscc)
    badge = await find_active_badge(subject.id)
    path = f"/v/{badge.digits}" if badge else f"/m/{subject.uscc}"
    return Redirect(path, status_code=303, headers={"cache-control": "no-store"})


@get("/api/web-badge.js", opt={"public": True}, media_type="text/javascript")
async def get_web_badge_script() -> Response[str]:
    """Refreshes the web badges of a page each minute; below 1 kB, nothing is tracked."""
    headers = EMBEDDED | {"cache-control": "public, max-age=3600"}
    return Response(SCRIPT, headers=headers, media_type="text/javascript")


@get(
    "/api/subjects/{uscc:str}/badge/nfc",
    opt={"public": True},
    responses=problem_responses("unknown-subject", "not-found"),
)
async def get_badge_nfc(uscc: FromPath[str]) -> Response[NfcTag]:
    """The code's link as an NDEF message for a tag at the till; 404 without a badge."""
    subject = await get_subject_by_uscc(uscc)
    badge = await find_active_badge(subject.id)
    if badge is None:
        raise Problem("not-found", detail=NO_BADGE)
    return Response(nfc_tag(code_url(get_settings().public_origin, badge.digits)), headers=PUBLIC)


embed_routes = [
    get_web_badge_svg,
    get_web_badge,
    open_web_badge,
    get_web_badge_script,
    get_badge_nfc,
]
