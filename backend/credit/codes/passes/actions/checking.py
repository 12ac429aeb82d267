"""Verifying a pass online: the same order of checks as offline, the database as status list.

A look-up that identifies a phone is written down for the citizen, also when the answer is no
(谁看过我; PIPL Art. 6, 17, 44). A code whose signature does not hold identifies nobody.
"""

from datetime import UTC, date, datetime, timedelta

from credit.codes.core.citizen_pass import (
    PassClaims,
    ShownPass,
    check_pass_time,
    check_proof,
    open_pass,
)
from credit.codes.core.digits import digits_to_token
from credit.codes.core.faults import CodeFault, Fault
from credit.codes.core.keys import CITIZEN_USE, check_seal
from credit.codes.passes.day_keys import find_permutation
from credit.codes.passes.queries import SHOWED_COURTESY, SHOWED_NAME, ShownBy, find_shown_by
from credit.codes.passes.rules import day_of_slot, place_of_value, slot_of, slot_of_day
from credit.codes.passes.schemas import CheckPass, PassCheckView
from credit.codes.passes.texts import COURTESY_MESSAGE, PLAIN_MESSAGE, VALID_TITLE, texts_of
from credit.codes.passes.verifiers import Verifier
from credit.codes.trust.queries import list_key_entries
from credit.kit import clock
from credit.kit.db import connection, transaction
from credit.kit.problems import Problem

# Nobody looks twice in a moment: the same look again is one line of the citizen's list.
_SAME_LOOK = timedelta(seconds=30)
_EPOCH = date(1970, 1, 1)
_INSERT = """
INSERT INTO pass_lookup (public_id, holder_id, device_id, at, verifier_kind, verifier, agency,
  purpose, purpose_note, outcome, shown)
SELECT gen_random_uuid(), $1, $2, $3, $4::text, $5::text, $6::text, $7::text, $8, $9::text, $10
WHERE NOT EXISTS (
  SELECT FROM pass_lookup WHERE holder_id = $1 AND device_id = $2 AND at > $11
    AND (verifier_kind, verifier, agency, purpose, outcome, shown) =
      ($4::text, $5::text, $6::text, $7::text, $9::text, $10))
"""


async def check_pass(verifier: Verifier, asked: CheckPass) -> PassCheckView:
    """The answer to a look-up.

    Raises Problem forbidden for a purpose that this verifier may not state or a shop that is not
    the caller's, invalid-input for a merchant of several shops that names none.
    """
    verifier = verifier.acting_for(asked.uscc)
    if not verifier.may_state(asked.purpose):
        raise Problem("forbidden", detail="这个核验用途不在允许范围内")
    now = int(clock.now().timestamp())
    async with transaction():  # one connection for everything that follows
        try:
            shown = await _open(asked.digits, now)
        except CodeFault as error:
            return _refused(error.fault)
        by = await _find_shown_by(shown.claims)
        fault = _fault(shown, by, now)
        view = _refused(fault, demo=shown.claims.demo) if fault else _valid(shown.claims, by)
        if by:
            await _write_down(verifier, asked, by, view)
    return view


async def _open(digits: str, now: int) -> ShownPass:
    """The pass, once its signature held; the keys are read each time: removed ones end at once."""
    sign1, shown = open_pass(digits_to_token(digits))
    check_seal(sign1, await list_key_entries(), CITIZEN_USE, now)
    return shown


async def _find_shown_by(claims: PassClaims) -> ShownBy | None:
    """Whose pass stands at this place of the day; None once the day's key was deleted."""
    slot = slot_of(claims.issued)
    permutation = await find_permutation(day_of_slot(slot))
    if permutation is None:
        return None
    place = place_of_value(permutation.to_values([claims.list_index])[0])
    if place is None or place.slot_of_day != slot_of_day(slot):
        return None
    return await find_shown_by(place.number, slot)


def _fault(shown: ShownPass, by: ShownBy | None, now: int) -> Fault | None:
    """The first check that fails, in the order of the format; None when all hold."""
    try:
        check_pass_time(shown.claims, now)
        check_proof(shown, now)
    except CodeFault as error:
        return error.fault
    if by is None or not _was_issued(shown.claims, by.issued_through):
        return Fault.UNKNOWN
    counts = by.living and by.holder.consented and not by.holder.paused
    return None if counts else Fault.REVOKED


def _was_issued(claims: PassClaims, through: datetime | None) -> bool:
    return through is not None and claims.expires <= through.timestamp()


def _valid(claims: PassClaims, by: ShownBy | None) -> PassCheckView:
    """What is shown is what the citizen wants now, whatever the pass was signed with."""
    day = _EPOCH + timedelta(days=day_of_slot(slot_of(claims.issued)))
    courtesy = by is not None and by.holder.has_courtesy_on(day)
    return PassCheckView(
        verdict="valid",
        reason=None,
        title=VALID_TITLE,
        message=COURTESY_MESSAGE if courtesy else PLAIN_MESSAGE,
        courtesy=courtesy,
        masked_name=by.holder.masked_name if by else None,
        checked_at=_now(),
        demo=claims.demo,
    )


def _refused(fault: Fault, *, demo: bool = False) -> PassCheckView:
    reason, title, message = texts_of(fault)
    return PassCheckView(
        verdict="invalid",
        reason=reason,
        title=title,
        message=message,
        courtesy=False,
        masked_name=None,
        checked_at=_now(),
        demo=demo,
    )


async def _write_down(
    verifier: Verifier, asked: CheckPass, by: ShownBy, view: PassCheckView
) -> None:
    shown = SHOWED_COURTESY * view.courtesy + SHOWED_NAME * (view.masked_name is not None)
    now = _now()
    async with connection() as held:
        await held.execute(
            _INSERT, by.holder.holder_id, by.device_id, now, verifier.kind, verifier.name,
            verifier.agency, asked.purpose, asked.note.strip(), view.reason or view.verdict, shown,
            now - _SAME_LOOK,
        )  # fmt: skip


def _now() -> datetime:
    return clock.now().astimezone(UTC)
