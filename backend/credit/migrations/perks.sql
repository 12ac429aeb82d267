-- Guards of the perks that Piccolo cannot declare (docs/decisions/0032, 0033).

ALTER TABLE account_subject DROP CONSTRAINT ck_account_subject_role;
ALTER TABLE account_subject ADD CONSTRAINT ck_account_subject_role
  CHECK (role IN ('owner', 'badge', 'redeem', 'finance'));

ALTER TABLE perk_stock ADD CONSTRAINT fk_perk_stock_perk FOREIGN KEY (perk_id) REFERENCES perk (id);
ALTER TABLE perk_person ADD CONSTRAINT fk_perk_person_account
  FOREIGN KEY (account_id) REFERENCES account (id) ON DELETE CASCADE;

-- A holder's n-th voucher of a perk exists once, also within a period. What was cancelled or
-- lapsed before use gives its number back.
CREATE UNIQUE INDEX uq_perk_claim_seq ON perk_claim (perk_id, holder, seq)
  WHERE state NOT IN ('cancelled', 'lapsed');
CREATE UNIQUE INDEX uq_perk_claim_period ON perk_claim (perk_id, holder, period_day, period_seq)
  WHERE state NOT IN ('cancelled', 'lapsed') AND period_day IS NOT NULL;
CREATE INDEX ix_perk_claim_reserved ON perk_claim (perk_id, reserved_until) WHERE state = 'reserved';
CREATE INDEX ix_perk_claim_usable ON perk_claim (usable_until) WHERE state = 'claimed';
CREATE INDEX ix_perk_claim_holder ON perk_claim (holder, claimed_at DESC);
CREATE INDEX ix_perk_running ON perk (claim_until) WHERE status <> 'draft';
CREATE UNIQUE INDEX uq_perk_version_open ON perk_version (perk_id) WHERE state IN ('draft', 'proposed');

-- The same use of a voucher counts once, unless it was taken back as a whole.
CREATE UNIQUE INDEX uq_perk_redemption_slot ON perk_redemption (claim_id, slot) WHERE NOT undone;
CREATE UNIQUE INDEX uq_perk_reversal_whole ON perk_reversal (redemption_id) WHERE whole;
CREATE INDEX ix_perk_redemption_place_day ON perk_redemption (place_id, day, id DESC);
CREATE INDEX ix_perk_redemption_bill ON perk_redemption (place_id, bill_no) WHERE bill_no <> '';
CREATE INDEX ix_perk_redemption_day ON perk_redemption (day);
CREATE INDEX ix_perk_reversal_day ON perk_reversal (day);

-- States move along these edges only (credit.perks.claims.rules.EDGES says the same).
CREATE FUNCTION guard_perk_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.state NOT IN ('reserved', 'claimed') THEN
      RAISE EXCEPTION 'a voucher starts reserved or claimed' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF (NEW.id, NEW.public_id, NEW.perk_id, NEW.version, NEW.account_id, NEW.holder, NEW.seq,
      NEW.period_seq, NEW.claimed_at) IS DISTINCT FROM
     (OLD.id, OLD.public_id, OLD.perk_id, OLD.version, OLD.account_id, OLD.holder, OLD.seq,
      OLD.period_seq, OLD.claimed_at) OR NEW.next_use < OLD.next_use THEN
    RAISE EXCEPTION 'a voucher keeps its perk, holder and number' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
      ('reserved', 'claimed'), ('reserved', 'lapsed'), ('claimed', 'redeemed'),
      ('claimed', 'expired'), ('claimed', 'cancelled'), ('claimed', 'revoked'),
      ('redeemed', 'claimed'), ('redeemed', 'expired')) THEN
    RAISE EXCEPTION 'a voucher cannot go from % to %', OLD.state, NEW.state
      USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER perk_claim_guard BEFORE INSERT OR UPDATE ON perk_claim
  FOR EACH ROW EXECUTE FUNCTION guard_perk_claim();

-- Approved and refused terms are frozen, and so are signed statements and what was paid for.
CREATE FUNCTION guard_perk_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.state IN ('approved', 'refused')
     OR (OLD.state = 'proposed' AND NEW.terms IS DISTINCT FROM OLD.terms)
     OR (NEW.perk_id, NEW.number, NEW.created_by) IS DISTINCT FROM
        (OLD.perk_id, OLD.number, OLD.created_by) THEN
    RAISE EXCEPTION 'decided terms are never changed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER perk_version_guard BEFORE UPDATE OR DELETE ON perk_version
  FOR EACH ROW EXECUTE FUNCTION guard_perk_version();

CREATE FUNCTION guard_perk_redemption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (to_jsonb(NEW) - 'reversed_fen' - 'undone') <> (to_jsonb(OLD) - 'reversed_fen' - 'undone')
     OR NEW.reversed_fen < OLD.reversed_fen OR (OLD.undone AND NOT NEW.undone) THEN
    RAISE EXCEPTION 'a redemption can only be taken back' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER perk_redemption_guard BEFORE UPDATE ON perk_redemption
  FOR EACH ROW EXECUTE FUNCTION guard_perk_redemption();

CREATE FUNCTION guard_perk_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.signed_at IS NOT NULL
     OR (to_jsonb(NEW) - 'signed_by' - 'signed_at') <> (to_jsonb(OLD) - 'signed_by' - 'signed_at') THEN
    RAISE EXCEPTION 'a statement is only signed, never changed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER perk_statement_guard BEFORE UPDATE OR DELETE ON perk_statement
  FOR EACH ROW EXECUTE FUNCTION guard_perk_statement();

-- These only grow.
CREATE TRIGGER ledger_transfer_append_only BEFORE UPDATE OR DELETE ON ledger_transfer
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER perk_attempt_append_only BEFORE UPDATE OR DELETE ON perk_attempt
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER attempt_seal_append_only BEFORE UPDATE OR DELETE ON attempt_seal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER perk_reversal_append_only BEFORE UPDATE OR DELETE ON perk_reversal
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER perk_statement_line_append_only BEFORE UPDATE OR DELETE ON perk_statement_line
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER perk_redemption_no_delete BEFORE DELETE ON perk_redemption
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER perk_claim_no_delete BEFORE DELETE ON perk_claim
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- Which transaction wrote an attempt: whole transactions are sealed, whatever order they end in.
ALTER TABLE perk_attempt ADD COLUMN xact bigint NOT NULL
  DEFAULT (pg_current_xact_id()::text)::bigint;
CREATE INDEX ix_perk_attempt_xact ON perk_attempt (xact, id);
CREATE INDEX ix_perk_attempt_perk ON perk_attempt (perk_id, at DESC);

-- Both legs of each transfer: what bookkeepers read. Each cause adds up to zero by construction.
CREATE VIEW ledger_entry AS
  SELECT id, kind, from_kind AS account_kind, from_key AS account_key, -amount_fen AS amount_fen,
         perk_id, at FROM ledger_transfer
  UNION ALL
  SELECT id, kind, to_kind, to_key, amount_fen, perk_id, at FROM ledger_transfer;
