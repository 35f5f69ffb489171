-- Delivered files may be encrypted (KEY-02): under the service key of the delivery of audit files, or under a key that the
-- account names. The key is named and not referred to: its deletion is its owner's business and blocks nothing (KEY-55),
-- and a target whose key is gone fails instead of writing plaintext. New columns and one table; what is there stays as it
-- is: nothing is encrypted.
CREATE TYPE delivery_encryption AS ENUM ('None', 'ServiceKey', 'OwnKey');
ALTER TABLE delivery_target ADD COLUMN encryption delivery_encryption NOT NULL DEFAULT 'None';
ALTER TABLE delivery_target ADD COLUMN encryption_region text;
ALTER TABLE delivery_target ADD COLUMN encryption_key_id text;
ALTER TABLE delivery_target ADD CONSTRAINT delivery_target_key_where_encrypted CHECK (
  (encryption = 'None') = (encryption_key_id IS NULL) AND (encryption = 'None') = (encryption_region IS NULL)
  AND (encryption = 'None' OR kind = 'File'));

-- Who used which key on which day, counted as events are chained (KEY-55): a key that was used a million times is told of
-- as fast as one that was used once.
CREATE TABLE key_use (
  account_id char(16) NOT NULL,
  resource text NOT NULL,
  actor text NOT NULL,
  access_key_id text NOT NULL DEFAULT '',
  day date NOT NULL,
  calls integer NOT NULL,
  last_at timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, resource, day, actor, access_key_id)
);
CREATE INDEX key_use_day_idx ON key_use (day);
-- What was chained before; what was not is counted when it is.
INSERT INTO key_use (account_id, resource, actor, access_key_id, day, calls, last_at)
  SELECT e.account_id, e.resource, e.actor,
    CASE WHEN e.access_key_id LIKE 'STS.%' THEN '' ELSE coalesce(e.access_key_id, '') END,
    (e.at AT TIME ZONE 'UTC')::date, count(*), max(e.at)
  FROM audit_event e
  WHERE e.event IN ('Encrypt', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncrypt')
    AND e.resource LIKE 'acs:kms:%:key/%' AND e.outcome <> 'NoPermission'
    AND EXISTS (SELECT FROM audit_link l WHERE l.account_id = e.account_id AND l.event_at = e.at AND l.event_id = e.id)
  GROUP BY 1, 2, 3, 4, 5;

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT (encryption, encryption_region, encryption_key_id) ON delivery_target TO kms_console;
  GRANT SELECT ON key_use TO kms_console, kms_gateway;
  GRANT SELECT, INSERT, UPDATE, DELETE ON key_use TO kms_worker;
  -- Switching rotation off, or on anew, clears why it failed (KEY-77).
  GRANT UPDATE (rotation_error) ON key TO kms_console;
END $$;
