"""Tables of those who wait for a perk."""

from piccolo.columns import BigSerial, Boolean, ForeignKey, Integer, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.constraints import Check
from piccolo.table import Table

from credit.identity.tables import Account
from credit.perks.claims.tables import PerkClaim
from credit.perks.programme.tables import Perk


class PerkTurn(Table, tablename="perk_turn"):
    """One person in line for a perk: on the waitlist, or entered for a draw.

    In line stand those with state `waiting`, by `rank` (the order of a draw, null on a waitlist)
    and then by arrival; `perk_stock.waiting` counts them by a trigger. `number`: the entry number
    of a draw, at random, that says nothing about the person. `claim_id`: the voucher that was
    offered; what became of it is the voucher's state. One living turn a person and perk, states
    along `turns.rules.EDGES` only (migration).
    """

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict)
    account_id = ForeignKey(
        Account, default=None, null=False, on_delete=OnDelete.cascade, index=True
    )
    number = Varchar(length=8, default="")
    state = Varchar(length=8, default=None)
    rank = Integer(null=True, default=None)
    joined_at = Timestamptz(default=TimestamptzNow())
    ended_at = Timestamptz(null=True, default=None)
    claim_id = ForeignKey(
        PerkClaim, default=None, null=True, on_delete=OnDelete.restrict, unique=True
    )
    reason = Varchar(length=300, default="")
    told = Boolean(default=False)

    ck_perk_turn_state = Check(
        "state IN ('entered', 'waiting', 'offered', 'left', 'unfit', 'over')"
    )
    ck_perk_turn_offered = Check("(state = 'offered') = (claim_id IS NOT NULL)")
    ck_perk_turn_ended = Check("(state IN ('entered', 'waiting')) = (ended_at IS NULL)")
    ck_perk_turn_unfit = Check("state <> 'unfit' OR reason <> ''")
    ck_perk_turn_number = Check("number ~ '^([0-9]{8})?$' AND (state <> 'entered' OR number <> '')")
