"""Tables of draws."""

from piccolo.columns import (
    BigSerial,
    Bytea,
    ForeignKey,
    Integer,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.base import OnDelete
from piccolo.constraints import Check
from piccolo.table import Table

from credit.perks.programme.tables import Perk


class PerkDraw(Table, tablename="perk_draw"):
    """The draw of a perk. What was announced never changes, nor what was closed or drawn (trigger).

    `seed_sealed` until it is drawn, then `seed` as well, whose SHA-256 stands in `seed_hash` from
    the start. `entries_text`, `order_text`: entry numbers, one a line.
    """

    id = BigSerial(primary_key=True)
    perk_id = ForeignKey(Perk, default=None, null=False, on_delete=OnDelete.restrict, unique=True)
    state = Varchar(length=6, default="open")
    title = Varchar(length=30, default=None)
    published_at = Timestamptz(default=None)
    enter_from = Timestamptz(default=None)
    enter_until = Timestamptz(default=None)
    draw_at = Timestamptz(default=None)
    winners = Integer(default=None)
    accept_hours = SmallInt(default=None)
    public_source = Varchar(length=60, default="")
    seed_sealed = Bytea(default=None)
    seed_hash = Bytea(default=None)
    closed_at = Timestamptz(null=True, default=None)
    entries = Integer(default=0)
    entries_text = Text(default="")
    entries_hash = Bytea(null=True, default=None)
    public_number = Varchar(length=60, default="")
    public_number_by = Varchar(length=64, default="")
    public_number_confirmed_by = Varchar(length=64, default="")
    drawn_at = Timestamptz(null=True, default=None)
    seed = Bytea(null=True, default=None)
    order_text = Text(default="")

    ck_perk_draw_state = Check("state IN ('open', 'closed', 'drawn')")
    ck_perk_draw_times = Check("enter_from < enter_until AND enter_until <= draw_at")
    ck_perk_draw_closed = Check(
        "(state <> 'open') = (entries_hash IS NOT NULL AND closed_at IS NOT NULL)"
        " AND (closed_at IS NULL OR closed_at >= enter_until)"
    )
    ck_perk_draw_drawn = Check(
        "(state = 'drawn') = (seed IS NOT NULL AND drawn_at IS NOT NULL)"
        " AND (drawn_at IS NULL OR drawn_at >= draw_at)"
    )
    ck_perk_draw_seed = Check("octet_length(seed_hash) = 32 AND sha256(seed) = seed_hash")
    ck_perk_draw_public = Check(
        "(public_number = '') = (public_number_by = '')"
        " AND (public_number_confirmed_by = '' OR public_number_confirmed_by <> public_number_by)"
        " AND (state <> 'drawn' OR public_source = '' OR public_number_confirmed_by <> '')"
    )
