"""Making daily statements and signing them off."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final, Literal

from credit.identity.queries import access_subject
from credit.kit.audit import append_audit
from credit.kit.caller import Caller
from credit.kit.db import Connection, transaction
from credit.kit.problems import Problem
from credit.perks.settlement.holds import settle, withhold
from credit.perks.settlement.queries import StatementRow, get_statement, list_lines
from credit.perks.settlement.rules import Line, hash_of, totals_of

Side = Literal["merchant", "provider"]
ROLES: Final = ("owner", "finance")
MAX_DAYS: Final = 40
_DAY_IS_OVER: Final = "SELECT (now() AT TIME ZONE 'Asia/Shanghai')::date > $1"
# Whoever uses or reverses writes the database's day, so an ended day gets no further lines;
# but its last transactions may still be under way: wait until a little after midnight.
_DAYS: Final = """
SELECT DISTINCT day FROM (
  SELECT day FROM perk_redemption UNION SELECT day FROM perk_reversal) AS d
WHERE day < (now() AT TIME ZONE 'Asia/Shanghai' - interval '10 minutes')::date
  AND day >= (now() AT TIME ZONE 'Asia/Shanghai')::date - $1::int
ORDER BY day
"""
_LINES: Final = """
SELECT 'redeem' AS kind, r.id AS source_id, r.public_id::text AS reference,
  v.terms::jsonb ->> 'title' AS title, r.redeemed_at AS at, s.name AS place,
  r.value_fen AS amount_fen, r.place_id, p.provider_id
FROM perk_redemption r JOIN perk p ON p.id = r.perk_id JOIN perk_claim c ON c.id = r.claim_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = c.version
JOIN subject s ON s.id = r.place_id WHERE r.day = $1
UNION ALL
SELECT 'reverse', x.id, r.public_id::text, v.terms::jsonb ->> 'title', x.reversed_at, s.name,
  -x.amount_fen, r.place_id, p.provider_id
FROM perk_reversal x JOIN perk_redemption r ON r.id = x.redemption_id
JOIN perk p ON p.id = r.perk_id JOIN perk_claim c ON c.id = r.claim_id
JOIN perk_version v ON v.perk_id = p.id AND v.number = c.version
JOIN subject s ON s.id = r.place_id WHERE x.day = $1
ORDER BY at, kind, source_id
"""
_USCC: Final = "SELECT coalesce(uscc, '') FROM subject WHERE id = $1"
_MAKE: Final = """
INSERT INTO perk_statement (public_id, side, subject_id, day, redemptions, reversals, amount_fen,
  lines_hash, made_at)
VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, now())
ON CONFLICT (side, subject_id, day) DO NOTHING RETURNING id
"""
_COLUMNS: Final = (
    "statement_id", "kind", "source_id", "reference", "title", "at", "place", "amount_fen",
)  # fmt: skip
_SIGN: Final = """
UPDATE perk_statement SET signed_by = $2, signed_at = now() WHERE id = $1 AND signed_at IS NULL
RETURNING id
"""
_PARTIES: Final[tuple[tuple[Side, str], ...]] = (
    ("merchant", "place_id"),
    ("provider", "provider_id"),
)


async def make_statements() -> int:
    """Statements for every ended day that has none yet; returns how many were made."""
    async with transaction() as held:
        days = [row["day"] for row in await held.fetch(_DAYS, MAX_DAYS)]
    return sum([await make_statements_of(day) for day in days])


async def make_statements_of(day: date) -> int:
    """Statements of one ended day, for every shop and provider; those that exist are left alone.

    ValueError for a day that is not over.
    """
    async with transaction() as held:
        if not await held.fetchval(_DAY_IS_OVER, day):
            raise ValueError(f"{day} is not over")
        rows = await held.fetch(_LINES, day)
        made = 0
        for side, column in _PARTIES:
            for subject_id in sorted({row[column] for row in rows}):
                own = [row for row in rows if row[column] == subject_id]
                made += await _make(held, side, subject_id, day, own)
    return made


async def sign_statement(caller: Caller, uscc: str, public_id: str) -> StatementRow:
    """Sign off a statement: from here on it is frozen, and the money counts as settled.

    By an owner or a finance person of that party. Raises Problem forbidden, not-found, conflict
    when it was signed before or
    when its lines are not what was hashed.
    """
    async with transaction() as held:
        party = await access_subject(caller, uscc, roles=ROLES)
        row = await get_statement(public_id, party.id, lock=True)
        lines = await list_lines(row.id)
        if hash_of(row.side, row.uscc, row.day, lines) != bytes(row.lines_hash):
            raise Problem("conflict", detail="结算单与明细不符，已停止签署，请联系平台")
        if await held.fetchval(_SIGN, row.id, caller.id) is None:
            raise Problem("conflict", detail="这份结算单已经签署")
        await _settle(held, row)
        await append_audit(
            actor=caller.id,
            action="perk.sign_statement",
            object_type="perk_statement",
            object_id=public_id,
            detail={
                "day": str(row.day),
                "amountFen": row.amount_fen,
                "sha256": bytes(row.lines_hash).hex(),
            },
        )
        return await get_statement(public_id, party.id)


async def _make(
    held: Connection, side: Side, subject_id: int, day: date, rows: Sequence[Any]
) -> int:
    names = Line.__struct_fields__
    lines = [Line(**{name: row[name] for name in names}) for row in rows]
    sums = totals_of(lines)
    uscc = await held.fetchval(_USCC, subject_id)
    digest = hash_of(side, uscc, day, lines)
    values = (side, subject_id, day, sums.redemptions, sums.reversals, sums.amount_fen, digest)
    statement = await held.fetchval(_MAKE, *values)
    if statement is None:
        return 0
    records = [(statement, *(getattr(line, name) for name in names)) for line in lines]
    await held.copy_records_to_table("perk_statement_line", records=records, columns=_COLUMNS)
    return 1


async def _settle(held: Connection, row: StatementRow) -> None:
    """A merchant's money goes out, but for what is held; a provider's covers its perks' cost."""
    amount = row.amount_fen
    if row.side == "merchant":
        amount -= await withhold(held, row.id, row.subject_id)
    await settle(held, (row.side, row.subject_id), ("paid", row.subject_id), amount)
