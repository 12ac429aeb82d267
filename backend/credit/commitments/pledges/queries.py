"""Reading pledges: the public counts, and a person's own."""

from typing import Any, Final

from credit.commitments.pledges.schemas import OwnPledge, OwnPledges, PledgeOffer, PledgeOffers
from credit.commitments.pledges.texts import load_pledges
from credit.identity.consents.queries import has_consent
from credit.identity.queries import read_public_id
from credit.kit import clock
from credit.kit.cache import cached
from credit.kit.db import connection

PURPOSE: Final = "citizen_pledge"
SMALL: Final = 10
"""Below this many people a count is not told (PIPL Art. 73: what singles nobody out)."""
COUNTS_KEY: Final = "public:pledges:counts"
COUNTS_SECONDS: Final = 300
_COUNTS = "SELECT kind, count(*)::int AS people FROM pledge GROUP BY kind"
_OWN = """
SELECT p.public_id::text AS id, p.kind, p.text_version, p.made_at
FROM pledge p JOIN account a ON a.id = p.account_id
WHERE a.public_id = $1 AND a.active ORDER BY p.made_at, p.id
"""


async def list_offers(*, english: bool = False) -> PledgeOffers:
    """Every pledge on offer today with how many made it."""
    counts = await cached(COUNTS_KEY, dict[str, int], COUNTS_SECONDS, _count)
    today = clock.today()
    items = [
        PledgeOffer(
            kind=text.id,
            text_version=version.version,
            name=text.name_en if english else text.name,
            points=list(version.points_en if english else version.points),
            people=people if (people := counts.get(text.id, 0)) >= SMALL else None,
        )
        for text in load_pledges().values()
        if (version := text.version_on(today))
    ]
    return PledgeOffers(items=items, small=SMALL)


async def _count() -> dict[str, int]:
    async with connection() as held:
        return {row["kind"]: row["people"] for row in await held.fetch(_COUNTS)}


async def list_own(account_id: str, *, english: bool = False) -> OwnPledges:
    """The pledges of an account (by public id); none without a living consent."""
    consented = await has_consent(account_id, PURPOSE)
    async with connection() as held:
        rows = await held.fetch(_OWN, read_public_id(account_id)) if consented else []
    return OwnPledges(items=[_own(row, english=english) for row in rows], consented=consented)


async def list_active_pledges(account_id: str) -> list[str]:
    """The kinds that an account (by public id) has pledged; empty without a living consent."""
    return [pledge.kind for pledge in (await list_own(account_id)).items]


def _own(row: Any, *, english: bool) -> OwnPledge:
    text = load_pledges()[row["kind"]]
    version = text.find_version(row["text_version"])
    words = (version.points_en if english else version.points) if version else ()
    return OwnPledge(
        **dict(row),
        name=text.name_en if english else text.name,
        points=list(words),
    )
