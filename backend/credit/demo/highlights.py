"""What to try first: links for the banner."""

from credit.demo.showcase import showcase_uscc
from credit.kit.db import connection

_BADGE = """
SELECT b.digits, b.short_code FROM badge b JOIN subject s ON s.id = b.subject_id
WHERE s.uscc = $1 AND b.status = $2 ORDER BY b.issued_at DESC LIMIT 1
"""
_STORIES = (
    ("扫到一个有效的信用码（优）", "excellent", "active"),
    ("中：每一条原因和怎样修复", "warned", "active"),
    ("差：在严重失信主体名单上", "dishonest", "active"),
    ("挂失注销的信用码", "revoked", "revoked"),
)


async def demo_highlights() -> list[tuple[str, str]]:
    """(title, path) of what to try first; what is not loaded is left out.

    The first is the whole address inside a printed code; the others, shorter to read, take
    the code that a person would type.
    """
    links: list[tuple[str, str]] = []
    async with connection() as held:
        for title, shows, status in _STORIES:
            badge = await held.fetchrow(_BADGE, showcase_uscc(shows), status)
            if badge:
                path = f"/code/{badge['short_code']}" if links else f"/v/{badge['digits']}"
                links.append((title, path))
    links.append(("信息不足，暂不评级", f"/m/{showcase_uscc('insufficient')}"))
    links.append(("按拼音首字母搜索", "/search?q=hsymn"))
    return links
