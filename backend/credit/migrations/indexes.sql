-- Indexes and guards that Piccolo cannot declare.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Search: every Chinese character becomes a word of its own, so that a query of one or two
-- characters has trigrams too (credit.subjects.rules.search_pattern does the same to the query).
-- Filled by a trigger: a generated column made every re-grading eight times as slow (measured
-- on PostgreSQL 18), although no column that it depends on changes.
ALTER TABLE subject ADD COLUMN search_text text NOT NULL DEFAULT '';
CREATE FUNCTION set_subject_search_text() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.search_text := lower(
    regexp_replace(NEW.name || ' ' || NEW.short_name, '([^ -~])', ' \1 ', 'g')
    || ' ' || NEW.name_pinyin || ' ' || NEW.name_initials);
  RETURN NEW;
END $$;
CREATE TRIGGER subject_search_text
  BEFORE INSERT OR UPDATE OF name, short_name, name_pinyin, name_initials ON subject
  FOR EACH ROW EXECUTE FUNCTION set_subject_search_text();
-- Room for a second version of every row: a full re-grading then changes no index (HOT).
ALTER TABLE subject SET (fillfactor = 50);
CREATE INDEX ix_subject_search ON subject USING gin (search_text gin_trgm_ops);
CREATE INDEX ix_subject_uscc_prefix ON subject (uscc text_pattern_ops);
CREATE INDEX ix_subject_division ON subject (division, id);

-- One current version a fact.
CREATE UNIQUE INDEX uq_record_current ON record (natural_key) WHERE is_current;
CREATE INDEX ix_record_subject ON record (subject_id, decided_on DESC, id DESC) WHERE is_current;
-- Evaluation reads only this, in the order of subjects: no sort, no look at the wide rows.
CREATE INDEX ix_record_evaluation ON record (subject_id)
  INCLUDE (record_class, facet, severity, decided_on, valid_until, publicity_until)
  WHERE is_current AND state = 'active' AND NOT withheld;
CREATE INDEX ix_import_reject_import ON import_reject (import_id, line);

CREATE UNIQUE INDEX uq_evaluation_current ON evaluation (subject_id) WHERE is_current;

CREATE UNIQUE INDEX uq_badge_active ON badge (subject_id) WHERE status = 'active';
CREATE INDEX ix_badge_subject ON badge (subject_id, issued_at DESC);
CREATE INDEX ix_badge_expiry ON badge (expires_at) WHERE status = 'active';

CREATE INDEX ix_commitment_subject ON commitment (subject_id, made_on DESC);
-- One running commitment a template (an imported one has no template).
ALTER TABLE commitment ADD CONSTRAINT ex_commitment_one_running EXCLUDE USING gist (
  subject_id WITH =, template WITH =,
  daterange(made_on, coalesce(valid_until, 'infinity'::date), '[]') WITH &&
) WHERE (withdrawn_at IS NULL AND template <> '');

ALTER TABLE account_subject ADD CONSTRAINT fk_account_subject_subject
  FOREIGN KEY (subject_uscc) REFERENCES subject (uscc) ON DELETE CASCADE;

-- The audit trail only grows.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
