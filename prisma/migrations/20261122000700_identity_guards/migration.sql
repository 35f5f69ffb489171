-- What the data model cannot say of the identities: which rows exclude each other, what moves a revision that caches hold
-- (decisions 8), and what each process may do (decisions 6).

-- Only roots were there before, and each signs in.
UPDATE person SET console_login = true WHERE root;

ALTER TABLE policy_attachment ADD CONSTRAINT policy_attachment_is_to_one
  CHECK (num_nonnulls(person_pk, group_pk, role_pk) = 1);
CREATE UNIQUE INDEX policy_attachment_once
  ON policy_attachment (coalesce(person_pk, group_pk, role_pk), policy_type, policy_name);
ALTER TABLE role_token ADD CONSTRAINT role_token_is_a_sealed_box CHECK (length(secret_sealed) > 101 AND get_byte(secret_sealed, 0) = 1);
ALTER TABLE delivery_target ADD CONSTRAINT delivery_target_is_a_sealed_box
  CHECK (secret_sealed IS NULL OR (length(secret_sealed) > 101 AND get_byte(secret_sealed, 0) = 1));
ALTER TABLE authenticator ADD CONSTRAINT authenticator_totp_is_a_sealed_box
  CHECK (totp_sealed IS NULL OR (length(totp_sealed) > 101 AND get_byte(totp_sealed, 0) = 1));
ALTER TABLE authenticator ADD CONSTRAINT authenticator_totp_confirmed_has_a_seed CHECK (NOT totp_confirmed OR totp_sealed IS NOT NULL);

-- One condition is one alert for as long as it lasts.
CREATE UNIQUE INDEX alert_standing ON alert (account_id, standing) WHERE standing IS NOT NULL AND ended_at IS NULL;
CREATE INDEX alert_open ON alert (account_id, level) WHERE acknowledged_at IS NULL AND ended_at IS NULL;
-- Refusals are few among the events, and what is looked for first.
CREATE INDEX audit_event_refused ON audit_event (account_id, at, id) WHERE outcome <> 'Success';
CREATE INDEX audit_event_outcome ON audit_event (account_id, outcome, at, id) WHERE outcome <> 'Success';
-- All but what comes in thousands per second.
CREATE INDEX audit_event_source ON audit_event (account_id, source, at, id) WHERE source <> 'ApiCall';

CREATE TRIGGER move_revision BEFORE UPDATE ON ram_policy FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON ram_group FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON ram_role FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON alert FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON delivery_target FOR EACH ROW EXECUTE FUNCTION move_revision();

-- Whatever changes what an identity may do moves its account's revision, on which every call rests.
CREATE TRIGGER move_account AFTER INSERT OR UPDATE OR DELETE ON policy_attachment FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();
CREATE TRIGGER move_account AFTER INSERT OR UPDATE OR DELETE ON group_member FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();
CREATE TRIGGER move_account AFTER UPDATE OR DELETE ON ram_policy FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();
CREATE TRIGGER move_account AFTER UPDATE OR DELETE ON ram_role FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();
CREATE TRIGGER move_account AFTER UPDATE ON ram_group FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();
CREATE TRIGGER move_account AFTER UPDATE OF name, root, operator ON person FOR EACH ROW EXECUTE FUNCTION move_account_authz_revision();

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;

  GRANT SELECT, INSERT, UPDATE, DELETE ON ram_policy, ram_group, group_member, ram_role, role_token, policy_attachment,
    recovery_code, alert, alert_delivery, delivery_target TO kms_gateway, kms_worker;
  -- The gateway verifies the chain; the worker alone appends to it.
  GRANT SELECT ON audit_link TO kms_gateway, kms_console;

  -- Console: sees who may do what; the gateway alone changes it, policies of keys and secrets included.
  GRANT SELECT ON ram_policy, ram_group, group_member, ram_role, policy_attachment, alert, alert_delivery TO kms_console;
  GRANT SELECT (pk, target_id, account_id, account_pk, kind, name, address, sends_events, sends_alerts, paused, next_seq,
    skipped, created_at, last_delivered_at, failing_since, attempts, next_attempt_at, last_error, revision)
    ON delivery_target TO kms_console;
  REVOKE INSERT, UPDATE, DELETE ON key_policy, secret_policy FROM kms_console;
  REVOKE UPDATE (document) ON key_policy, secret_policy FROM kms_console;
  -- What a change raises is raised in its transaction; acknowledging is a change of metadata.
  GRANT INSERT ON alert TO kms_console;
  GRANT UPDATE (last_at, times, acknowledged_at, acknowledged_by, ended_at) ON alert TO kms_console;
END $$;
