-- What keys of every kind need: import tokens (KEY-62), a small sealed stock of ready key pairs, the reason of a rotation
-- that failed (KEY-77), the paid rotation of default keys (KEY-06). New tables and one empty column; touches no data.
CREATE TABLE import_token (
  pk uuid PRIMARY KEY,
  token_sha256 bytea NOT NULL,
  key_pk uuid NOT NULL REFERENCES key (pk) ON DELETE CASCADE ON UPDATE CASCADE,
  wrapping_algorithm text NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL
);
CREATE UNIQUE INDEX import_token_token_sha256_key ON import_token (token_sha256);
CREATE INDEX import_token_key_pk_idx ON import_token (key_pk);
CREATE INDEX import_token_expires_at_idx ON import_token (expires_at);
ALTER TABLE import_token ADD CONSTRAINT import_token_is_a_sealed_box CHECK (length(sealed) > 101 AND get_byte(sealed, 0) = 1);

CREATE TABLE ready_key_pair (
  pk uuid PRIMARY KEY,
  spec key_spec NOT NULL,
  sealed bytea NOT NULL,
  created_at timestamptz(3) NOT NULL
);
CREATE INDEX ready_key_pair_spec_idx ON ready_key_pair (spec);
ALTER TABLE ready_key_pair ADD CONSTRAINT ready_key_pair_is_a_sealed_box CHECK (length(sealed) > 101 AND get_byte(sealed, 0) = 1);

CREATE TABLE default_key_rotation (
  account_id char(16) NOT NULL,
  region text NOT NULL,
  plan_id text NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  PRIMARY KEY (account_id, region)
);
CREATE UNIQUE INDEX default_key_rotation_plan_id_key ON default_key_rotation (plan_id);

-- The ErrorCode of the last attempt to rotate, until one succeeds.
ALTER TABLE key ADD COLUMN rotation_error text;
CREATE INDEX key_next_rotation_at_idx ON key (next_rotation_at) WHERE automatic_rotation = 'Enabled';
CREATE INDEX key_material_expires_at_idx ON key (material_expires_at) WHERE material_expires_at IS NOT NULL;
-- KEY-03: one default CMK for each account and region.
CREATE UNIQUE INDEX key_one_default ON key (account_id, region) WHERE kind = 'Default';

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON import_token, ready_key_pair, default_key_rotation TO kms_gateway, kms_worker;
  GRANT SELECT ON default_key_rotation TO kms_console;
  -- Whether a version has its material, and nothing of it (KEY-93).
  GRANT SELECT (version_pk) ON key_material TO kms_console;
END $$;
