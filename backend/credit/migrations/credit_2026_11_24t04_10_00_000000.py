from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.engine import engine_finder

ID = "2026-11-24T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "districts, their perks and opening hours are noted for the map, too"

# As in 2026-11-23T23:49: once a statement; the notice is what credit.kit.invalidation reads.
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
         n.short_name, n.uscc, n.address, n.opening_hours)
        IS DISTINCT FROM
        (o.grade, o.lng, o.lat, o.geo_precision, o.division, o.trade, o.demo, o.name,
         o.short_name, o.uscc, o.address, o.opening_hours)
  GROUP BY n.id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_subjects(touched bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO map_touched (subject_ids)
  SELECT array_agg(s.id) FROM subject AS s
  WHERE s.id = ANY(touched) AND s.lng IS NOT NULL GROUP BY s.id >> 13;
  IF FOUND THEN PERFORM pg_notify('credit_forget', E'map\n0\nnews'); END IF;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_members() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_map_subjects(ARRAY(SELECT subject_id FROM changed WHERE status = 'admitted'));
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_member_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_map_subjects(ARRAY(
    SELECT unnest(ARRAY[n.subject_id, o.subject_id])
    FROM new_row AS n JOIN old_row AS o ON o.id = n.id
    WHERE 'admitted' IN (n.status, o.status)
      AND (n.status, n.district_id, n.subject_id)
          IS DISTINCT FROM (o.status, o.district_id, o.subject_id)));
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_district_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_map_subjects(ARRAY(
    SELECT m.subject_id FROM new_row AS n JOIN old_row AS o ON o.id = n.id
    JOIN district_member AS m ON m.district_id = n.id AND m.status = 'admitted'
    WHERE (n.name, n.code, n.status IN ('named', 'raised', 'rectifying')) IS DISTINCT FROM
          (o.name, o.code, o.status IN ('named', 'raised', 'rectifying'))));
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_notices() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_map_subjects(ARRAY(
    SELECT m.subject_id FROM changed AS c
    JOIN district_member AS m ON m.district_id = c.district_id AND m.status = 'admitted'
    WHERE c.kind = 'perk'));
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE FUNCTION note_map_notice_update() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM note_map_subjects(ARRAY(
    SELECT m.subject_id FROM new_row AS n JOIN old_row AS o ON o.id = n.id
    JOIN district_member AS m
      ON m.district_id IN (n.district_id, o.district_id) AND m.status = 'admitted'
    WHERE 'perk' IN (n.kind, o.kind)
      AND (n.kind, n.district_id, n.starts_on, n.ends_on, n.withdrawn_at)
          IS DISTINCT FROM (o.kind, o.district_id, o.starts_on, o.ends_on, o.withdrawn_at)));
  RETURN NULL;
END $$
""",
    """
CREATE OR REPLACE TRIGGER district_member_map_insert AFTER INSERT ON district_member
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_members()
""",
    """
CREATE OR REPLACE TRIGGER district_member_map_delete AFTER DELETE ON district_member
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_members()
""",
    """
CREATE OR REPLACE TRIGGER district_member_map_update AFTER UPDATE ON district_member
  REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
  FOR EACH STATEMENT EXECUTE FUNCTION note_map_member_update()
""",
    """
CREATE OR REPLACE TRIGGER credit_district_map_update AFTER UPDATE ON credit_district
  REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
  FOR EACH STATEMENT EXECUTE FUNCTION note_map_district_update()
""",
    """
CREATE OR REPLACE TRIGGER district_notice_map_insert AFTER INSERT ON district_notice
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_notices()
""",
    """
CREATE OR REPLACE TRIGGER district_notice_map_delete AFTER DELETE ON district_notice
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_map_notices()
""",
    """
CREATE OR REPLACE TRIGGER district_notice_map_update AFTER UPDATE ON district_notice
  REFERENCING OLD TABLE AS old_row NEW TABLE AS new_row
  FOR EACH STATEMENT EXECUTE FUNCTION note_map_notice_update()
""",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="credit", description=DESCRIPTION)

    async def run() -> None:
        for statement in STATEMENTS:
            await engine_finder().run_ddl(statement)

    manager.add_raw(run)
    return manager
