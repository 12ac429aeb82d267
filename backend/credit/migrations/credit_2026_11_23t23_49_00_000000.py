from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-23T23:49:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "every change of a mapped subject is noted in its own transaction"

# Once a statement, not once a row: a full re-grading stays as fast as it was (measured by
# `just bench map`). PostgreSQL allows no column list beside transition tables, so the function
# compares. Groups of at most 8,192 ids keep a note small. The notice wakes the processes; it is
# the text that credit.kit.invalidation reads (name, version, key).
STATEMENTS = (
    """
CREATE OR REPLACE FUNCTION note_map_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids, divisions)
  SELECT array_agg(n.id),
         coalesce(array_agg(DISTINCT o.division) FILTER (WHERE o.division <> ''), '{}')
  FROM new_row AS n JOIN old_row AS o ON o.id = n.id
  WHERE (n.lng IS NOT NULL OR o.lng IS NOT NULL)
    AND (n.grade, n.lng, n.lat, n.geo_precision, n.division, n.trade, n.demo, n.name,
         n.short_name, n.uscc, n.address)
        IS DISTINCT FROM
        (o.grade, o.lng, o.lat, o.geo_precision, o.division, o.trade, o.demo, o.name,
         o.short_name, o.uscc, o.address)
  GROUP BY n.id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_rows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids, divisions)
  SELECT array_agg(id), coalesce(array_agg(DISTINCT division) FILTER (WHERE division <> ''), '{}')
  FROM changed WHERE lng IS NOT NULL GROUP BY id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_promises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids)
  SELECT array_agg(DISTINCT s.id)
  FROM changed AS c JOIN subject AS s ON s.id = c.subject_id
  WHERE s.lng IS NOT NULL GROUP BY s.id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE TRIGGER subject_map_update AFTER UPDATE ON subject
  REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
  FOR EACH STATEMENT EXECUTE FUNCTION note_map_update()
""",
    """
CREATE OR REPLACE TRIGGER subject_map_insert AFTER INSERT ON subject
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_rows()
""",
    """
CREATE OR REPLACE TRIGGER subject_map_delete AFTER DELETE ON subject
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_rows()
""",
    """
CREATE OR REPLACE TRIGGER commitment_map_insert AFTER INSERT ON commitment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_promises()
""",
    """
CREATE OR REPLACE TRIGGER commitment_map_update AFTER UPDATE ON commitment
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_promises()
""",
    """
CREATE OR REPLACE TRIGGER commitment_map_delete AFTER DELETE ON commitment
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_promises()
""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
