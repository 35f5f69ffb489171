-- Managed secrets (SEC-10..18, SEC-30..34): the targets that they rotate at, and each rotation as a row with steps.

ALTER TYPE automatic_rotation ADD VALUE 'Invalid';

CREATE TYPE target_adapter AS ENUM ('PostgreSQL', 'MySQL', 'Redis', 'SSH', 'Webhook');
CREATE TYPE target_tls AS ENUM ('Off', 'Encrypted', 'Verified');
CREATE TYPE rotation_kind AS ENUM ('Setup', 'Scheduled', 'Immediate');
CREATE TYPE rotation_state AS ENUM ('Running', 'Succeeded', 'Failed');
CREATE TYPE rotation_step AS ENUM ('Create', 'Set', 'Test', 'Finish', 'Retire', 'Revert');

ALTER TABLE secret
  ADD COLUMN target_id text,
  ADD COLUMN rotation_error text,
  ADD COLUMN rotation_error_at timestamptz(3);
CREATE INDEX secret_next_rotation_at_idx ON secret (next_rotation_at);
CREATE INDEX secret_account_id_region_target_id_idx ON secret (account_id, region, target_id);

CREATE TABLE rotation_target (
  pk uuid NOT NULL,
  target_id text NOT NULL,
  account_id char(16) NOT NULL,
  region text NOT NULL,
  service secret_type NOT NULL CHECK (service NOT IN ('Generic', 'RAMCredentials')),
  adapter target_adapter NOT NULL,
  name text NOT NULL DEFAULT '',
  address text NOT NULL,
  port integer CHECK (port BETWEEN 1 AND 65535),
  database text,
  tls target_tls NOT NULL DEFAULT 'Verified',
  ca_pem text,
  host_key text,
  credential_secret text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  updated_at timestamptz(3) NOT NULL,
  checked_at timestamptz(3),
  check_error text,
  revision bigint NOT NULL DEFAULT 0,
  CONSTRAINT rotation_target_pkey PRIMARY KEY (pk)
);
CREATE UNIQUE INDEX rotation_target_account_id_region_target_id_key ON rotation_target (account_id, region, target_id);
CREATE INDEX rotation_target_account_id_region_credential_secret_idx ON rotation_target (account_id, region, credential_secret);

CREATE TABLE secret_rotation (
  pk uuid NOT NULL,
  secret_pk uuid NOT NULL,
  kind rotation_kind NOT NULL,
  version_id text NOT NULL,
  state rotation_state NOT NULL DEFAULT 'Running',
  step rotation_step NOT NULL DEFAULT 'Create',
  account text,
  retires text,
  window_seconds integer CHECK (window_seconds >= 0),
  pending_sealed bytea,
  due_at timestamptz(3) NOT NULL,
  requested_by text NOT NULL,
  counts_for char(16),
  created_at timestamptz(3) NOT NULL,
  started_at timestamptz(3),
  set_at timestamptz(3),
  tested_at timestamptz(3),
  finished_at timestamptz(3),
  ended_at timestamptz(3),
  attempts integer NOT NULL DEFAULT 0,
  error_code text,
  revision bigint NOT NULL DEFAULT 0,
  CONSTRAINT secret_rotation_pkey PRIMARY KEY (pk),
  CONSTRAINT secret_rotation_secret_pk_fkey FOREIGN KEY (secret_pk) REFERENCES secret (pk) ON DELETE CASCADE ON UPDATE CASCADE,
  CHECK ((state = 'Running') = (ended_at IS NULL))
);
CREATE INDEX secret_rotation_state_due_at_idx ON secret_rotation (state, due_at);
CREATE INDEX secret_rotation_secret_pk_created_at_pk_idx ON secret_rotation (secret_pk, created_at DESC, pk);
-- SEC-32: what RotateSecret began in an account within the last hour.
CREATE INDEX secret_rotation_counts_for ON secret_rotation (counts_for, created_at) WHERE counts_for IS NOT NULL;
-- Which targets do not answer: looked at before a rotation begins.
CREATE INDEX secret_rotation_troubled ON secret_rotation (secret_pk) WHERE state = 'Running' AND error_code IS NOT NULL;
-- A secret rotates once at a time, whoever begins it.
CREATE UNIQUE INDEX secret_rotation_running ON secret_rotation (secret_pk) WHERE state = 'Running';

CREATE TRIGGER move_revision BEFORE UPDATE ON rotation_target FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON secret_rotation FOR EACH ROW EXECUTE FUNCTION move_revision();

-- Which target a secret names, wherever its configuration came from: a call, or a backup.
CREATE FUNCTION name_rotation_target() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  NEW.target_id := coalesce(NEW.extended_config::jsonb ->> 'DBInstanceId', NEW.extended_config::jsonb ->> 'DBClusterId',
    NEW.extended_config::jsonb ->> 'InstanceId');
  RETURN NEW;
END $$;
CREATE TRIGGER name_rotation_target BEFORE INSERT OR UPDATE OF extended_config ON secret
  FOR EACH ROW WHEN (NEW.extended_config IS NOT NULL) EXECUTE FUNCTION name_rotation_target();

-- Who read which secret lately is counted where the uses of keys are (key_use). What was chained before; what was not is
-- counted when it is.
INSERT INTO key_use (account_id, resource, actor, access_key_id, day, calls, last_at)
  SELECT e.account_id, e.resource, e.actor,
    CASE WHEN e.access_key_id LIKE 'STS.%' THEN '' ELSE coalesce(e.access_key_id, '') END,
    (e.at AT TIME ZONE 'UTC')::date, count(*), max(e.at)
  FROM audit_event e
  WHERE e.event = 'GetSecretValue' AND e.resource LIKE 'acs:kms:%:secret/%' AND e.outcome = 'Success'
    AND EXISTS (SELECT FROM audit_link l WHERE l.account_id = e.account_id AND l.event_at = e.at AND l.event_id = e.id)
  GROUP BY 1, 2, 3, 4, 5;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON rotation_target, secret_rotation TO kms_gateway, kms_worker;
  -- The console shows them; what waits to become a value is not for it.
  GRANT SELECT ON rotation_target TO kms_console;
  GRANT SELECT (pk, secret_pk, kind, version_id, state, step, account, retires, window_seconds, due_at, requested_by,
    created_at, started_at, set_at, tested_at, finished_at, ended_at, attempts, error_code, revision)
    ON secret_rotation TO kms_console;
END $$;
