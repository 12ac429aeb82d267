from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T04:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "who left a county's map is noted with county and uscc"

# As in 2026-11-24T04:10, with `gone` for the deltas of offline packs.
STATEMENTS = (
    """
CREATE OR REPLACE FUNCTION note_map_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids, divisions, gone)
  SELECT array_agg(n.id),
         coalesce(array_agg(DISTINCT o.division) FILTER (WHERE o.division <> ''), '{}'),
         coalesce(array_agg(o.division || ':' || o.uscc) FILTER (
           WHERE o.lng IS NOT NULL AND o.division <> '' AND o.uscc <> ''
             AND (n.lng IS NULL OR (n.division, n.uscc) IS DISTINCT FROM (o.division, o.uscc))
         ), '{}')
  FROM new_row AS n JOIN old_row AS o ON o.id = n.id
  WHERE (n.lng IS NOT NULL OR o.lng IS NOT NULL)
    AND (n.grade, n.lng, n.lat, n.geo_precision, n.division, n.trade, n.demo, n.name,
         n.short_name, n.name_initials, n.uscc, n.address, n.opening_hours)
        IS DISTINCT FROM
        (o.grade, o.lng, o.lat, o.geo_precision, o.division, o.trade, o.demo, o.name,
         o.short_name, o.name_initials, o.uscc, o.address, o.opening_hours)
  GROUP BY n.id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_delete() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids, divisions, gone)
  SELECT array_agg(id), coalesce(array_agg(DISTINCT division) FILTER (WHERE division <> ''), '{}'),
         coalesce(array_agg(division || ':' || uscc)
                  FILTER (WHERE division <> '' AND uscc <> ''), '{}')
  FROM changed WHERE lng IS NOT NULL GROUP BY id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE TRIGGER subject_map_delete AFTER DELETE ON subject
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_delete()
""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
