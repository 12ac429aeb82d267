"""What a shop sees of its codes, put together from the queries."""

from credit.codes.badges.queries import find_suspension_end, list_history
from credit.codes.badges.rules import (
    PastBadge,
    past_status,
    past_status_name,
    renewal_of,
    suspension_notice,
)
from credit.codes.badges.schemas import (
    BadgeHistory,
    PastBadgeView,
    ShortNameSuggestion,
    ShortNameView,
)
from credit.codes.badges.short_name import RULE_NAMES, short_name_of, suggest_short_names
from credit.codes.core.digits import code_url
from credit.codes.verdicts.merchant_page import badge_view
from credit.codes.verdicts.queries import BadgeRow
from credit.codes.verdicts.rules import last_day
from credit.codes.verdicts.schemas import BadgeLink
from credit.kit import clock
from credit.settings import get_settings
from credit.subjects.queries import find_short_name_confirmation, get_subject_by_uscc


def badge_link(badge: BadgeRow) -> BadgeLink:
    """A badge with the text of its QR image."""
    view = badge_view(badge)
    return BadgeLink(
        url=code_url(get_settings().public_origin, badge.digits),
        digits=badge.digits,
        short_code=badge.short_code,
        short_name=badge.short_name,
        grade=badge.grade,
        issued_on=view.issued_on,
        expires_on=view.expires_on,
    )


async def badge_history(subject_id: int) -> BadgeHistory:
    """Every code of a subject, and which one on a door has to be changed first."""
    badges, now = await list_history(subject_id), clock.now()
    present = next((b for b in badges if b.status == "active" and b.expires_at > now), None)
    renewal = renewal_of(badges, now)
    suspended_until = await find_suspension_end(subject_id)
    return BadgeHistory(
        items=[_past_view(badge, present) for badge in badges],
        renew_by=last_day(renewal.by).date() if renewal.by else None,
        renew_due=renewal.due,
        suspended_until=last_day(suspended_until).date() if suspended_until else None,
        renew_notice=suspension_notice(suspended_until) if suspended_until else renewal.notice,
    )


async def short_name_view(uscc: str) -> ShortNameView:
    """The name under the signature, and what else may stand there."""
    subject = await get_subject_by_uscc(uscc)
    suggested = suggest_short_names(subject.name, subject.short_name)
    return ShortNameView(
        current=short_name_of(subject.name, subject.short_name),
        confirmed_at=await find_short_name_confirmation(subject.id),
        suggestions=[
            ShortNameSuggestion(text=s.text, rule=s.rule, rule_name=RULE_NAMES[s.rule])
            for s in suggested
        ],
    )


def _past_view(badge: PastBadge, present: PastBadge | None) -> PastBadgeView:
    now = clock.now()
    return PastBadgeView(
        short_code=badge.short_code,
        short_name=badge.short_name,
        grade=badge.grade,
        issued_at=badge.issued_at,
        expires_at=badge.expires_at,
        status=past_status(badge, now),
        status_name=past_status_name(badge, present, now),
        reason=badge.status_reason,
        legal_basis=badge.status_basis,
        status_at=badge.status_at,
    )
