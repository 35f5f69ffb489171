-- Backups whole: restores of many items with their plan and report, verifications and drills with theirs, files on their
-- way out and in, the system backup, and the price of a purchased backup (BKP-70, decisions 11 and 12).
CREATE TYPE restore_state AS ENUM ('Planned', 'Running', 'Stopped', 'Done', 'Failed');

CREATE TYPE restore_item_state AS ENUM ('Planned', 'Restored', 'Skipped', 'Failed');

CREATE TYPE backup_report_kind AS ENUM ('Verification', 'Drill');

CREATE TYPE backup_report_state AS ENUM ('Queued', 'Running', 'Passed', 'Failed', 'Broken');

CREATE TYPE backup_transfer_kind AS ENUM ('Download', 'Upload');

CREATE TYPE backup_transfer_state AS ENUM ('Running', 'Done', 'Failed');

ALTER TYPE backup_state ADD VALUE 'Uploading';

ALTER TABLE backup ADD COLUMN last_drill_at TIMESTAMPTZ(3),
ADD COLUMN leaving BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN uploaded_file_id UUID;

ALTER TABLE backup_run ADD COLUMN added INTEGER NOT NULL DEFAULT 0,
ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;

-- One index instead of three: of a full's hundreds of thousands of rows each index costs as much as the rows.
CREATE UNIQUE INDEX backup_entry_record
  ON backup_entry (backup_pk, kind, resource_id, account_id, version_id, valid_from);
CREATE INDEX backup_entry_valid_from_idx ON backup_entry USING brin (valid_from);
DROP INDEX backup_entry_open;
DROP INDEX backup_entry_backup_pk_kind_resource_id_valid_from_idx;
DROP INDEX backup_entry_backup_pk_kind_valid_from_valid_to_idx;

CREATE TABLE restore (
  pk UUID NOT NULL,
  restore_id TEXT NOT NULL,
  account_id CHAR(16) NOT NULL,
  region TEXT NOT NULL,
  backup_pk UUID,
  backup_id TEXT NOT NULL,
  binding_id UUID NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  destination_region TEXT NOT NULL,
  destination_id TEXT NOT NULL,
  scope JSONB NOT NULL,
  default_policies BOOLEAN NOT NULL DEFAULT false,
  state restore_state NOT NULL DEFAULT 'Planned',
  stop_asked BOOLEAN NOT NULL DEFAULT false,
  error_code TEXT,
  created_by TEXT NOT NULL,
  started_by JSONB,
  root_key JSONB NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  started_at TIMESTAMPTZ(3),
  ended_at TIMESTAMPTZ(3),
  revision BIGINT NOT NULL DEFAULT 0,

  CONSTRAINT restore_pkey PRIMARY KEY (pk)
);

CREATE TABLE restore_item (
  pk UUID NOT NULL,
  restore_pk UUID NOT NULL,
  ordinal INTEGER NOT NULL,
  kind TEXT NOT NULL,
  account_id CHAR(16) NOT NULL,
  resource_id TEXT NOT NULL,
  units INTEGER NOT NULL,
  verdict TEXT NOT NULL,
  added BOOLEAN NOT NULL DEFAULT false,
  notes JSONB NOT NULL,
  state restore_item_state NOT NULL DEFAULT 'Planned',
  error_code TEXT,
  warnings JSONB NOT NULL DEFAULT '[]',
  ended_at TIMESTAMPTZ(3),

  CONSTRAINT restore_item_pkey PRIMARY KEY (pk)
);

CREATE TABLE backup_report (
  pk UUID NOT NULL,
  report_id TEXT NOT NULL,
  backup_pk UUID NOT NULL,
  binding_id UUID NOT NULL,
  kind backup_report_kind NOT NULL,
  state backup_report_state NOT NULL,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  started_at TIMESTAMPTZ(3),
  moved_at TIMESTAMPTZ(3),
  ended_at TIMESTAMPTZ(3),
  at TIMESTAMPTZ(3),
  total BIGINT NOT NULL DEFAULT 0,
  done BIGINT NOT NULL DEFAULT 0,
  counts JSONB NOT NULL DEFAULT '{}',
  problems JSONB NOT NULL DEFAULT '[]',
  error_code TEXT,
  revision BIGINT NOT NULL DEFAULT 0,

  CONSTRAINT backup_report_pkey PRIMARY KEY (pk)
);

CREATE TABLE backup_transfer (
  pk UUID NOT NULL,
  transfer_id TEXT NOT NULL,
  account_id CHAR(16) NOT NULL,
  region TEXT NOT NULL,
  backup_pk UUID,
  backup_id TEXT NOT NULL,
  kind backup_transfer_kind NOT NULL,
  state backup_transfer_state NOT NULL DEFAULT 'Running',
  file_id UUID NOT NULL,
  at TIMESTAMPTZ(3) NOT NULL,
  total INTEGER NOT NULL,
  done INTEGER NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  created_by TEXT NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  moved_at TIMESTAMPTZ(3) NOT NULL,
  ended_at TIMESTAMPTZ(3),
  error_code TEXT,

  CONSTRAINT backup_transfer_pkey PRIMARY KEY (pk)
);

CREATE TABLE system_backup (
  pk UUID NOT NULL,
  name TEXT NOT NULL,
  reason TEXT NOT NULL,
  started_at TIMESTAMPTZ(3) NOT NULL,
  ended_at TIMESTAMPTZ(3),
  rows BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0,
  error_code TEXT,

  CONSTRAINT system_backup_pkey PRIMARY KEY (pk)
);

CREATE UNIQUE INDEX restore_restore_id_key ON restore(restore_id);

CREATE INDEX restore_account_id_region_created_at_idx ON restore(account_id, region, created_at);

CREATE INDEX restore_backup_pk_idx ON restore(backup_pk);

CREATE INDEX restore_state_idx ON restore(state);

CREATE INDEX restore_item_restore_pk_state_ordinal_idx ON restore_item(restore_pk, state, ordinal);

CREATE UNIQUE INDEX restore_item_restore_pk_ordinal_key ON restore_item(restore_pk, ordinal);

CREATE UNIQUE INDEX restore_item_restore_pk_kind_resource_id_account_id_key ON restore_item(restore_pk, kind, resource_id, account_id);

CREATE UNIQUE INDEX backup_report_report_id_key ON backup_report(report_id);

CREATE INDEX backup_report_backup_pk_kind_created_at_idx ON backup_report(backup_pk, kind, created_at);

CREATE INDEX backup_report_state_idx ON backup_report(state);

CREATE UNIQUE INDEX backup_transfer_transfer_id_key ON backup_transfer(transfer_id);

CREATE INDEX backup_transfer_account_id_region_created_at_idx ON backup_transfer(account_id, region, created_at);

CREATE INDEX backup_transfer_state_moved_at_idx ON backup_transfer(state, moved_at);

CREATE INDEX backup_transfer_backup_pk_idx ON backup_transfer(backup_pk);

CREATE UNIQUE INDEX system_backup_name_key ON system_backup(name);

CREATE INDEX system_backup_started_at_idx ON system_backup(started_at);

ALTER TABLE restore ADD CONSTRAINT restore_backup_pk_fkey FOREIGN KEY (backup_pk) REFERENCES backup(pk) ON DELETE SET NULL ON UPDATE CASCADE;

ALTER TABLE restore_item ADD CONSTRAINT restore_item_restore_pk_fkey FOREIGN KEY (restore_pk) REFERENCES restore(pk) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE backup_report ADD CONSTRAINT backup_report_backup_pk_fkey FOREIGN KEY (backup_pk) REFERENCES backup(pk) ON DELETE CASCADE ON UPDATE CASCADE;

ALTER TABLE backup_transfer ADD CONSTRAINT backup_transfer_backup_pk_fkey FOREIGN KEY (backup_pk) REFERENCES backup(pk) ON DELETE SET NULL ON UPDATE CASCADE;

-- Whatever is not Disabled may be bound; a purchased one that was never enabled expires unbound.
ALTER TABLE backup DROP CONSTRAINT backup_binding_exactly_while_bound,
  ADD CONSTRAINT backup_binding_exactly_while_bound CHECK (state <> 'Disabled' OR binding_id IS NULL);
ALTER TABLE restore_item ALTER COLUMN resource_id TYPE text COLLATE "C";
-- One verification and one drill of a backup at a time.
CREATE UNIQUE INDEX backup_report_one_open ON backup_report (backup_pk, kind) WHERE state IN ('Queued', 'Running');

CREATE TRIGGER move_revision BEFORE UPDATE ON restore FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON backup_report FOR EACH ROW EXECUTE FUNCTION move_revision();

-- A restore inserts a key or secret with all that hangs on it, some hundreds at a time, and says so (kms.whole_items, until
-- it is done with them). Its own row is in the feed then, under the same transaction, and nobody has seen its revision: what
-- hangs on it has nothing to add, and seven updates of every new row, in all its indexes, are left out.
DO $$
DECLARE child record;
BEGIN
  FOR child IN
    SELECT * FROM (VALUES ('key_version', 'feed_of_key', 'move_key_revision'), ('alias', 'feed_of_key', 'move_key_revision'),
      ('key_tag', 'feed_of_key', 'move_key_revision'), ('key_policy', 'feed_of_key', 'move_key_revision'),
      ('key_material', NULL, 'move_key_revision_by_version'), ('secret_version', 'feed_of_secret', 'move_secret_revision'),
      ('secret_tag', 'feed_of_secret', 'move_secret_revision'), ('secret_policy', 'feed_of_secret', 'move_secret_revision'),
      ('secret_data_key', 'feed_of_secret', 'move_secret_revision')) AS c(tab, feed, move)
  LOOP
    EXECUTE format('DROP TRIGGER move_parent ON %I', child.tab);
    EXECUTE format('CREATE TRIGGER move_parent AFTER UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION %I()', child.tab, child.move);
    EXECUTE format('CREATE TRIGGER move_parent_insert AFTER INSERT ON %I FOR EACH ROW
      WHEN (current_setting(''kms.whole_items'', true) IS DISTINCT FROM ''on'') EXECUTE FUNCTION %I()', child.tab, child.move);
    CONTINUE WHEN child.feed IS NULL;
    EXECUTE format('DROP TRIGGER feed_insert ON %I', child.tab);
    EXECUTE format('CREATE TRIGGER feed_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
      WHEN (current_setting(''kms.whole_items'', true) IS DISTINCT FROM ''on'') EXECUTE FUNCTION %I()', child.tab, child.feed);
  END LOOP;
END $$;

-- The accounts that new policies let in, a statement at a time: most of a batch have one of a few documents.
CREATE FUNCTION keep_key_policies_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO key_policy_account (key_pk, account_id)
    SELECT key.pk, named.account
    FROM (SELECT document, accounts_of_policy(document) AS account FROM (SELECT DISTINCT document FROM new_rows) AS d) AS named
      JOIN new_rows USING (document) JOIN key ON key.pk = new_rows.key_pk LEFT JOIN instance ON instance.pk = key.instance_pk
    WHERE named.account NOT IN (key.account_id, coalesce(instance.owner_account_id, key.account_id));
  RETURN NULL;
END $$;
CREATE FUNCTION keep_secret_policies_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO secret_policy_account (secret_pk, account_id)
    SELECT secret.pk, named.account
    FROM (SELECT document, accounts_of_policy(document) AS account FROM (SELECT DISTINCT document FROM new_rows) AS d) AS named
      JOIN new_rows USING (document) JOIN secret ON secret.pk = new_rows.secret_pk
      LEFT JOIN instance ON instance.pk = secret.instance_pk
    WHERE named.account NOT IN (secret.account_id, coalesce(instance.owner_account_id, secret.account_id));
  RETURN NULL;
END $$;
DROP TRIGGER keep_accounts ON key_policy;
DROP TRIGGER keep_accounts ON secret_policy;
CREATE TRIGGER keep_accounts AFTER UPDATE OF document ON key_policy FOR EACH ROW EXECUTE FUNCTION keep_key_policy_accounts();
CREATE TRIGGER keep_accounts AFTER UPDATE OF document ON secret_policy FOR EACH ROW EXECUTE FUNCTION keep_secret_policy_accounts();
CREATE TRIGGER keep_accounts_insert AFTER INSERT ON key_policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_key_policies_accounts();
CREATE TRIGGER keep_accounts_insert AFTER INSERT ON secret_policy REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
  EXECUTE FUNCTION keep_secret_policies_accounts();

-- BIL-08: not public; a day of each backup's range, for each month of its period.
INSERT INTO price (code, amount_micros) VALUES ('plan.instance-backup.day.month', 500000);

-- What is restored, and what a report says, is the gateway's and the worker's alone to write.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON restore, restore_item, backup_report, backup_transfer, system_backup
  TO kms_gateway, kms_worker;
  GRANT SELECT ON restore, restore_item, backup_report, backup_transfer, system_backup TO kms_console;
  -- Sealed by root, like every key in the system backup.
  GRANT SELECT ON certificate_authority TO kms_worker;
END $$;
