-- What the data model cannot say by itself: states that exclude each other, quotas, unique names inside a jointly
-- shared instance, revisions that move on every change, books that balance, partitions.

-- States and their dates go together (KEY-50, SEC-40, BKP-50).
ALTER TABLE key ADD CONSTRAINT key_delete_at_exactly_while_pending
  CHECK ((state = 'PendingDeletion') = (delete_at IS NOT NULL));
ALTER TABLE key ADD CONSTRAINT key_description_length CHECK (length(description) <= 8192);
ALTER TABLE backup ADD CONSTRAINT backup_binding_exactly_while_bound
  CHECK ((state IN ('Enabled', 'Resetting', 'Expired')) OR binding_id IS NULL);
ALTER TABLE backup ADD CONSTRAINT backup_viewable_days CHECK (viewable_days BETWEEN 1 AND 600);
ALTER TABLE wrapping_key ADD CONSTRAINT wrapping_key_sealed_until_destroyed
  CHECK ((sealed IS NULL) = (destroyed_at IS NOT NULL));
ALTER TABLE installation ADD CONSTRAINT installation_is_one_row CHECK (singleton);
ALTER TABLE account ADD CONSTRAINT account_id_form CHECK (account_id ~ '^[1-9][0-9]{15}$');

-- Sealed columns hold a box of decisions 5.3 or 5.2, never an empty or short value (P30).
ALTER TABLE key_material ADD CONSTRAINT key_material_is_a_sealed_box CHECK (length(sealed) > 101 AND get_byte(sealed, 0) = 1);
ALTER TABLE wrapping_key ADD CONSTRAINT wrapping_key_is_a_sealed_box
  CHECK (sealed IS NULL OR (length(sealed) > 101 AND get_byte(sealed, 0) = 1));
ALTER TABLE access_key ADD CONSTRAINT access_key_is_a_sealed_box CHECK (length(secret_sealed) > 101 AND get_byte(secret_sealed, 0) = 1);

-- Quotas, decided where the row is written (INS-08, INS-10, decisions 12). A quota may be lowered below its use only by
-- nobody: the CHECK refuses that too.
ALTER TABLE instance ADD CONSTRAINT instance_key_quota CHECK (key_versions_used BETWEEN 0 AND key_quota);
ALTER TABLE instance ADD CONSTRAINT instance_secret_quota CHECK (secrets_used BETWEEN 0 AND secret_quota);

-- SHR-11: names are unique in a jointly shared instance across accounts.
CREATE UNIQUE INDEX alias_joint_name ON alias (joint_instance_pk, name) WHERE joint_instance_pk IS NOT NULL;
CREATE UNIQUE INDEX secret_joint_name ON secret (joint_instance_pk, name) WHERE joint_instance_pk IS NOT NULL;
-- BKP-12: one Default backup per account and region; one System Created backup per instance.
CREATE UNIQUE INDEX backup_one_default ON backup (account_id, region) WHERE type = 'Default';
CREATE UNIQUE INDEX backup_one_automatic ON backup (instance_pk) WHERE type = 'SystemCreated' AND instance_pk IS NOT NULL;
-- One run per manifest, and one open job per subject.
CREATE UNIQUE INDEX backup_run_number ON backup_run (binding_id, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX job_one_open ON job (kind, subject_pk) WHERE state IN ('Queued', 'Running', 'Waiting');
-- One person is the root of an account.
CREATE UNIQUE INDEX person_one_root ON person (account_pk) WHERE root;
-- Names and ids sort and match prefixes by bytes, so that their unique indexes serve the lists too (decisions 18).
ALTER TABLE alias ALTER COLUMN name TYPE text COLLATE "C";
ALTER TABLE secret ALTER COLUMN name TYPE text COLLATE "C";
ALTER TABLE key ALTER COLUMN key_id TYPE text COLLATE "C";
ALTER TABLE backup_entry ALTER COLUMN resource_id TYPE text COLLATE "C";
-- The catalogue: what is valid now.
CREATE UNIQUE INDEX backup_entry_open ON backup_entry (backup_pk, kind, account_id, resource_id, version_id) WHERE valid_to IS NULL;

-- Revisions: every change of a row moves its own, without anybody having to remember it (decisions 8).
CREATE FUNCTION move_revision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.revision = OLD.revision THEN NEW.revision := OLD.revision + 1; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER move_revision BEFORE UPDATE ON account FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON person FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON key FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON secret FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON backup FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON job FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON purchase_order FOR EACH ROW EXECUTE FUNCTION move_revision();
-- Use counters and the last use of an AccessKey are not changes that a cached verdict depends on.
CREATE TRIGGER move_revision BEFORE UPDATE ON instance FOR EACH ROW
  WHEN ((to_jsonb(OLD) - 'key_versions_used' - 'secrets_used') IS DISTINCT FROM (to_jsonb(NEW) - 'key_versions_used' - 'secrets_used'))
  EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON access_key FOR EACH ROW
  WHEN ((to_jsonb(OLD) - 'last_used_at') IS DISTINCT FROM (to_jsonb(NEW) - 'last_used_at'))
  EXECUTE FUNCTION move_revision();

-- What hangs on a key or a secret moves its revision too: a cache that holds the parent's revision knows all of it.
CREATE FUNCTION move_key_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE changed uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.key_pk ELSE NEW.key_pk END;
BEGIN
  UPDATE key SET revision = revision + 1 WHERE pk = changed;
  IF TG_OP = 'UPDATE' AND OLD.key_pk IS DISTINCT FROM NEW.key_pk THEN
    UPDATE key SET revision = revision + 1 WHERE pk = OLD.key_pk;
  END IF;
  RETURN NULL;
END $$;
CREATE FUNCTION move_key_revision_by_version() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE key SET revision = key.revision + 1 FROM key_version v
    WHERE v.pk = (CASE WHEN TG_OP = 'DELETE' THEN OLD.version_pk ELSE NEW.version_pk END) AND key.pk = v.key_pk;
  RETURN NULL;
END $$;
CREATE FUNCTION move_secret_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE secret SET revision = revision + 1 WHERE pk = (CASE WHEN TG_OP = 'DELETE' THEN OLD.secret_pk ELSE NEW.secret_pk END);
  RETURN NULL;
END $$;
CREATE FUNCTION move_account_authz_revision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE account SET authz_revision = authz_revision + 1 WHERE pk = (CASE WHEN TG_OP = 'DELETE' THEN OLD.account_pk ELSE NEW.account_pk END);
  RETURN NULL;
END $$;
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON key_version FOR EACH ROW EXECUTE FUNCTION move_key_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON alias FOR EACH ROW EXECUTE FUNCTION move_key_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON key_tag FOR EACH ROW EXECUTE FUNCTION move_key_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON key_policy FOR EACH ROW EXECUTE FUNCTION move_key_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON key_material FOR EACH ROW EXECUTE FUNCTION move_key_revision_by_version();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON secret_version FOR EACH ROW EXECUTE FUNCTION move_secret_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON secret_tag FOR EACH ROW EXECUTE FUNCTION move_secret_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON secret_policy FOR EACH ROW EXECUTE FUNCTION move_secret_revision();
CREATE TRIGGER move_parent AFTER INSERT OR UPDATE OR DELETE ON secret_data_key FOR EACH ROW EXECUTE FUNCTION move_secret_revision();
CREATE TRIGGER move_parent AFTER INSERT OR DELETE ON person FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();

-- Decisions 15: the lines of a movement sum to zero, judged at commit.
CREATE FUNCTION ledger_movement_balances() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE movement uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.movement_pk ELSE NEW.movement_pk END;
BEGIN
  IF (SELECT coalesce(sum(amount_micros), 0) FROM ledger_entry WHERE movement_pk = movement) <> 0 THEN
    RAISE EXCEPTION 'ledger movement % does not sum to zero', movement USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_movement_balances AFTER INSERT OR UPDATE OR DELETE ON ledger_entry
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_movement_balances();

-- Partitions. The default ones catch what no other takes, so that a late worker never makes a write fail.
CREATE TABLE audit_event_default PARTITION OF audit_event DEFAULT;
CREATE TABLE request_nonce_default PARTITION OF request_nonce DEFAULT;

/* Makes the partitions that writes around the given moment need; the worker calls it every minute. */
CREATE FUNCTION ensure_partitions(around timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE start_at timestamptz; part text;
BEGIN
  PERFORM pg_advisory_xact_lock(72707370);
  FOR i IN 0..2 LOOP
    start_at := date_trunc('month', around, 'UTC') + make_interval(months => i);
    part := 'audit_event_' || to_char(start_at AT TIME ZONE 'UTC', 'YYYYMM');
    IF to_regclass(part) IS NULL AND NOT EXISTS (SELECT FROM audit_event_default WHERE at >= start_at AND at < start_at + interval '1 month') THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF audit_event FOR VALUES FROM (%L) TO (%L)', part, start_at, start_at + interval '1 month');
    END IF;
  END LOOP;
  FOR i IN -2..6 LOOP
    start_at := date_bin('10 minutes', around, 'epoch') + make_interval(mins => 10 * i);
    part := 'request_nonce_' || to_char(start_at AT TIME ZONE 'UTC', 'YYYYMMDDHH24MI');
    IF to_regclass(part) IS NULL AND NOT EXISTS (SELECT FROM request_nonce_default WHERE signed_at >= start_at AND signed_at < start_at + interval '10 minutes') THEN
      EXECUTE format('CREATE TABLE %I PARTITION OF request_nonce FOR VALUES FROM (%L) TO (%L)', part, start_at, start_at + interval '10 minutes');
    END IF;
  END LOOP;
END $$;

/* Drops nonce partitions that ended before the given moment: no request so old is accepted any more. */
CREATE FUNCTION drop_stale_nonces(older_than timestamptz) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE part text;
BEGIN
  PERFORM pg_advisory_xact_lock(72707370);
  FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
    WHERE i.inhparent = 'request_nonce'::regclass AND c.relname ~ '^request_nonce_[0-9]{12}$'
      AND to_timestamp(right(c.relname, 12) || ' +00', 'YYYYMMDDHH24MI TZH') + interval '10 minutes' < older_than
  LOOP EXECUTE format('DROP TABLE %I', part); END LOOP;
  DELETE FROM request_nonce_default WHERE signed_at < older_than;
END $$;

-- List prices in micro-units of the currency (BIL-06, BIL-08; editable, BIL-11). Those of units beyond the default
-- specification are our own: the provider's were not obtained.
INSERT INTO price (code, amount_micros) VALUES
  ('instance.software.month', 500000000), ('instance.software.day', 4500000), ('key.day', 30000),
  ('instance.software.qps.month', 100000), ('instance.software.key.month', 300000),
  ('instance.software.secret.month', 100000), ('instance.software.access.month', 10000000),
  ('instance.software.log-gb.month', 50000);
