from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-30T19:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "guards of turns and draws"
INDEXES = (
    "CREATE UNIQUE INDEX uq_perk_turn_living ON perk_turn (perk_id, account_id)"
    " WHERE state IN ('entered', 'waiting')",
    "CREATE UNIQUE INDEX uq_perk_turn_number ON perk_turn (perk_id, number) WHERE number <> ''",
    "CREATE INDEX ix_perk_turn_line ON perk_turn (perk_id, rank, id) WHERE state = 'waiting'",
    "CREATE INDEX ix_perk_turn_untold ON perk_turn (perk_id, id) WHERE NOT told",
    "CREATE INDEX ix_perk_stock_waiting ON perk_stock (perk_id) WHERE waiting > 0",
    "CREATE INDEX ix_perk_draw_open ON perk_draw (draw_at) WHERE state <> 'drawn'",
    "CREATE INDEX ix_perk_claim_unreminded ON perk_claim (usable_until)"
    " WHERE state = 'claimed' AND reminded_at IS NULL",
)
# What comes back is kept for those in line; what is given out to others cannot touch it
# (ck_perk_stock_kept). An offer takes from both counts itself.
KEEP = """
CREATE FUNCTION keep_perk_stock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT NEW.draw_only THEN
    NEW.kept_count := least(NEW.left_count, NEW.waiting);
  ELSIF NEW.left_count > OLD.left_count THEN
    NEW.kept_count := OLD.kept_count + NEW.left_count - OLD.left_count;
  END IF;
  RETURN NEW;
END $$
"""
KEEPING = """
CREATE TRIGGER perk_stock_keep BEFORE UPDATE ON perk_stock FOR EACH ROW
WHEN (NEW.left_count > OLD.left_count OR NEW.waiting <> OLD.waiting OR NEW.issued <> OLD.issued)
EXECUTE FUNCTION keep_perk_stock()
"""
# `perk_stock.waiting` is the number of people in line, whoever changes the line, and however.
COUNT = """
CREATE FUNCTION count_perk_turns() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    UPDATE perk_stock t SET waiting = t.waiting + n.more FROM (
      SELECT perk_id, count(*)::int AS more FROM fresh WHERE state = 'waiting' GROUP BY perk_id
    ) AS n WHERE t.perk_id = n.perk_id;
  ELSIF TG_OP = 'DELETE' THEN
    UPDATE perk_stock t SET waiting = t.waiting - n.less FROM (
      SELECT perk_id, count(*)::int AS less FROM old_rows WHERE state = 'waiting' GROUP BY perk_id
    ) AS n WHERE t.perk_id = n.perk_id;
  ELSE
    UPDATE perk_stock t SET waiting = t.waiting + n.more FROM (
      SELECT perk_id, sum(sign)::int AS more FROM (
        SELECT perk_id, 1 AS sign FROM fresh WHERE state = 'waiting'
        UNION ALL SELECT perk_id, -1 FROM old_rows WHERE state = 'waiting') AS moves
      GROUP BY perk_id HAVING sum(sign) <> 0
    ) AS n WHERE t.perk_id = n.perk_id;
  END IF;
  RETURN NULL;
END $$
"""
COUNTING = (
    "CREATE TRIGGER perk_turn_count_new AFTER INSERT ON perk_turn"
    " REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION count_perk_turns()",
    "CREATE TRIGGER perk_turn_count_gone AFTER DELETE ON perk_turn"
    " REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_perk_turns()",
    "CREATE TRIGGER perk_turn_count_moved AFTER UPDATE ON perk_turn"
    " REFERENCING OLD TABLE AS old_rows NEW TABLE AS fresh"
    " FOR EACH STATEMENT EXECUTE FUNCTION count_perk_turns()",
)
# States move along these edges only (credit.perks.turns.rules.EDGES says the same).
GUARD_TURN = """
CREATE FUNCTION guard_perk_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('entered', 'waiting') THEN
      RAISE EXCEPTION 'a turn starts entered or waiting' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.perk_id, NEW.account_id, NEW.number, NEW.joined_at)
     IS DISTINCT FROM (OLD.id, OLD.perk_id, OLD.account_id, OLD.number, OLD.joined_at)
     OR (OLD.rank IS NOT NULL AND NEW.rank IS DISTINCT FROM OLD.rank) THEN
    RAISE EXCEPTION 'a turn keeps its person and its place' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('entered', 'waiting'), ('entered', 'left'), ('entered', 'over'), ('waiting', 'offered'),
      ('waiting', 'left'), ('waiting', 'unfit'), ('waiting', 'over')) THEN
    RAISE EXCEPTION 'a turn cannot go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
GUARDING_TURN = """
CREATE TRIGGER perk_turn_guard BEFORE INSERT OR UPDATE ON perk_turn
FOR EACH ROW EXECUTE FUNCTION guard_perk_turn()
"""
# What was announced stays; the entries once they are closed; everything once it is drawn.
GUARD_DRAW = """
CREATE FUNCTION guard_perk_draw() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state = 'drawn'
     OR (NEW.perk_id, NEW.title, NEW.published_at, NEW.enter_from, NEW.enter_until, NEW.draw_at,
         NEW.winners, NEW.accept_hours, NEW.public_source, NEW.seed_sealed, NEW.seed_hash)
        IS DISTINCT FROM
        (OLD.perk_id, OLD.title, OLD.published_at, OLD.enter_from, OLD.enter_until, OLD.draw_at,
         OLD.winners, OLD.accept_hours, OLD.public_source, OLD.seed_sealed, OLD.seed_hash)
     OR (OLD.state = 'closed' AND (NEW.entries, NEW.entries_text, NEW.entries_hash, NEW.closed_at)
        IS DISTINCT FROM (OLD.entries, OLD.entries_text, OLD.entries_hash, OLD.closed_at))
     OR (OLD.public_number_confirmed_by <> '' AND NEW.public_number <> OLD.public_number)
     OR (OLD.state, NEW.state) IN (('open', 'drawn'), ('closed', 'open')) THEN
    RAISE EXCEPTION 'what was announced of a draw never changes'
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$
"""
GUARDING_DRAW = """
CREATE TRIGGER perk_draw_guard BEFORE UPDATE OR DELETE ON perk_draw
FOR EACH ROW EXECUTE FUNCTION guard_perk_draw()
"""


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in (
            *INDEXES, KEEP, KEEPING, COUNT, *COUNTING, GUARD_TURN, GUARDING_TURN, GUARD_DRAW,
            GUARDING_DRAW,
        ):  # fmt: skip
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
