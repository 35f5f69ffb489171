-- Money whole: prices and free mode with the time from which they hold, bills of pay-as-you-go by day, orders that can be
-- paid for a day, and what keeps a payment from being made twice (BIL-03, BIL-04, BIL-11).
ALTER TABLE price ADD COLUMN starts_at timestamptz(3) NOT NULL DEFAULT '1970-01-01 00:00:00+00';
ALTER TABLE price DROP CONSTRAINT price_pkey, ADD CONSTRAINT price_pkey PRIMARY KEY (code, starts_at),
  ADD CONSTRAINT price_is_no_gift CHECK (amount_micros >= 0);

CREATE TABLE pricing_mode (
  starts_at timestamptz(3) PRIMARY KEY,
  free boolean NOT NULL
);

ALTER TABLE purchase_order ADD COLUMN payable_until timestamptz(3), ADD COLUMN paid_with text,
  ADD COLUMN cancelled_at timestamptz(3);
UPDATE purchase_order SET payable_until = created_at + interval '1 day',
  paid_with = CASE WHEN paid_at IS NOT NULL THEN 'Balance' END;
ALTER TABLE purchase_order ALTER COLUMN payable_until SET NOT NULL;
-- The worker: what nobody paid in time.
CREATE INDEX purchase_order_unpaid ON purchase_order (payable_until) WHERE state = 'Unpaid';

ALTER TABLE instance ADD COLUMN billed_through date;
-- Days before there were bills are not charged.
UPDATE instance SET billed_through = current_date WHERE charge_type = 'POSTPAY';
CREATE INDEX instance_billed_by_day ON instance (billed_through) WHERE charge_type = 'POSTPAY';

CREATE TABLE daily_bill (
  pk uuid PRIMARY KEY,
  bill_id text NOT NULL,
  account_id char(16) NOT NULL,
  instance_pk uuid NOT NULL REFERENCES instance (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  region text NOT NULL,
  business_day date NOT NULL,
  lines jsonb NOT NULL,
  amount_micros bigint NOT NULL,
  issued_at timestamptz(3) NOT NULL,
  CONSTRAINT daily_bill_is_no_gift CHECK (amount_micros >= 0)
);
CREATE UNIQUE INDEX daily_bill_bill_id_key ON daily_bill (bill_id);
CREATE UNIQUE INDEX daily_bill_instance_pk_business_day_key ON daily_bill (instance_pk, business_day);
CREATE INDEX daily_bill_account_id_business_day_idx ON daily_bill (account_id, business_day);
CREATE INDEX daily_bill_issued_at_idx ON daily_bill (issued_at);

CREATE TABLE past_key (
  pk uuid PRIMARY KEY,
  instance_pk uuid NOT NULL,
  created_at timestamptz(3) NOT NULL,
  destroyed_at timestamptz(3) NOT NULL
);
CREATE INDEX past_key_instance_pk_destroyed_at_idx ON past_key (instance_pk, destroyed_at);

-- One movement for an order, one for a bill.
ALTER TABLE ledger_movement ADD COLUMN bill_pk uuid, ADD COLUMN note text NOT NULL DEFAULT '';
CREATE UNIQUE INDEX ledger_movement_of_order ON ledger_movement (order_pk) WHERE order_pk IS NOT NULL;
CREATE UNIQUE INDEX ledger_movement_of_bill ON ledger_movement (bill_pk) WHERE bill_pk IS NOT NULL;

-- What was billed is no change that a cached verdict or a page that waits for one depends on.
DROP TRIGGER move_revision ON instance;
CREATE TRIGGER move_revision BEFORE UPDATE ON instance FOR EACH ROW
  WHEN ((to_jsonb(OLD) - 'key_versions_used' - 'secrets_used' - 'billed_through')
    IS DISTINCT FROM (to_jsonb(NEW) - 'key_versions_used' - 'secrets_used' - 'billed_through'))
  EXECUTE FUNCTION move_revision();

-- The statement: a page of it in order.
DROP INDEX ledger_movement_account_id_at_idx;
CREATE INDEX ledger_movement_account_id_at_pk_idx ON ledger_movement (account_id, at, pk);

-- A balance is a sum over a book that only grows, taken while other payments of the account wait: from the index alone.
DROP INDEX ledger_entry_book_idx;
CREATE INDEX ledger_entry_book_amount_micros_idx ON ledger_entry (book, amount_micros);

-- A repeated top-up is one.
ALTER TABLE ledger_movement ADD COLUMN client_token text;
CREATE UNIQUE INDEX ledger_movement_account_id_client_token_key ON ledger_movement (account_id, client_token);

-- The ledger and the bills only grow, whoever writes: where a database allows no roles, nothing else says so.
CREATE FUNCTION only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% only grows', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_movement FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION only_grows();
CREATE TRIGGER only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON daily_bill FOR EACH STATEMENT EXECUTE FUNCTION only_grows();

-- A movement is whole when it is committed: it has lines, and gets none afterwards, not even such that balance.
CREATE FUNCTION ledger_movement_has_lines() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_entry WHERE movement_pk = NEW.pk) THEN
    RAISE EXCEPTION 'ledger movement % has no lines', NEW.pk USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_movement_has_lines AFTER INSERT ON ledger_movement
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_movement_has_lines();
CREATE FUNCTION ledger_entry_is_in_time() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM ledger_movement WHERE pk = NEW.movement_pk AND xmin = pg_current_xact_id()::xid) THEN
    RAISE EXCEPTION 'ledger movement % is closed', NEW.movement_pk USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER ledger_entry_is_in_time BEFORE INSERT ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_entry_is_in_time();

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  -- What was charged, and at which prices, is never rewritten.
  GRANT SELECT, INSERT ON daily_bill, pricing_mode TO kms_gateway, kms_worker;
  GRANT SELECT, INSERT, DELETE ON past_key TO kms_gateway, kms_worker;
  REVOKE UPDATE, DELETE ON price FROM kms_gateway, kms_worker;
  GRANT SELECT ON daily_bill, pricing_mode TO kms_console;
END $$;
