-- Sharing between accounts: the directory of an enterprise, shares of instances, and what comes of them for each account
-- (SHR-01..20). Accounts that were there before are of the deployment's one enterprise.
CREATE TYPE invitation_state AS ENUM ('Open', 'Accepted', 'Declined', 'Cancelled');
CREATE TYPE principal_kind AS ENUM ('Account', 'Folder', 'Directory');
CREATE TYPE access_state AS ENUM ('Active', 'Failed', 'Ended');

ALTER TABLE account ADD COLUMN enterprise text DEFAULT 'default';

CREATE TABLE resource_directory (
  pk uuid PRIMARY KEY,
  directory_id text NOT NULL,
  management_account_id char(16) NOT NULL,
  enterprise text NOT NULL,
  sharing_enabled_at timestamptz(3),
  created_at timestamptz(3) NOT NULL,
  revision bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX resource_directory_directory_id_key ON resource_directory (directory_id);
CREATE UNIQUE INDEX resource_directory_management_account_id_key ON resource_directory (management_account_id);

CREATE TABLE directory_folder (
  pk uuid PRIMARY KEY,
  folder_id text NOT NULL,
  directory_pk uuid NOT NULL REFERENCES resource_directory (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  parent_pk uuid REFERENCES directory_folder (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  name text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  revision bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX directory_folder_folder_id_key ON directory_folder (folder_id);
CREATE INDEX directory_folder_directory_pk_idx ON directory_folder (directory_pk);
CREATE UNIQUE INDEX directory_folder_name ON directory_folder (directory_pk, coalesce(parent_pk, directory_pk), name);

CREATE TABLE directory_member (
  account_id char(16) PRIMARY KEY,
  directory_pk uuid NOT NULL REFERENCES resource_directory (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  folder_pk uuid REFERENCES directory_folder (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  joined_at timestamptz(3) NOT NULL,
  revision bigint NOT NULL DEFAULT 0
);
CREATE INDEX directory_member_directory_pk_idx ON directory_member (directory_pk);

CREATE TABLE directory_invitation (
  pk uuid PRIMARY KEY,
  invitation_id text NOT NULL,
  directory_pk uuid NOT NULL REFERENCES resource_directory (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  account_id char(16) NOT NULL,
  state invitation_state NOT NULL DEFAULT 'Open',
  created_at timestamptz(3) NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  answered_at timestamptz(3),
  revision bigint NOT NULL DEFAULT 0,
  CONSTRAINT directory_invitation_answered_exactly_while_closed CHECK ((state = 'Open') = (answered_at IS NULL))
);
CREATE UNIQUE INDEX directory_invitation_invitation_id_key ON directory_invitation (invitation_id);
CREATE INDEX directory_invitation_directory_pk_created_at_idx ON directory_invitation (directory_pk, created_at);
CREATE INDEX directory_invitation_account_id_created_at_idx ON directory_invitation (account_id, created_at);
CREATE UNIQUE INDEX directory_invitation_open ON directory_invitation (directory_pk, account_id) WHERE state = 'Open';

CREATE TABLE resource_share (
  pk uuid PRIMARY KEY,
  share_id text NOT NULL,
  account_id char(16) NOT NULL,
  region text NOT NULL,
  name text NOT NULL,
  permission text NOT NULL,
  created_at timestamptz(3) NOT NULL,
  revision bigint NOT NULL DEFAULT 0
);
CREATE UNIQUE INDEX resource_share_share_id_key ON resource_share (share_id);
CREATE INDEX resource_share_account_id_region_created_at_idx ON resource_share (account_id, region, created_at);

CREATE TABLE share_instance (
  share_pk uuid NOT NULL REFERENCES resource_share (pk) ON DELETE CASCADE ON UPDATE CASCADE,
  instance_pk uuid NOT NULL REFERENCES instance (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  added_at timestamptz(3) NOT NULL,
  PRIMARY KEY (share_pk, instance_pk)
);
CREATE INDEX share_instance_instance_pk_idx ON share_instance (instance_pk);

CREATE TABLE share_principal (
  pk uuid PRIMARY KEY,
  share_pk uuid NOT NULL REFERENCES resource_share (pk) ON DELETE CASCADE ON UPDATE CASCADE,
  kind principal_kind NOT NULL,
  account_id char(16),
  folder_pk uuid REFERENCES directory_folder (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  added_at timestamptz(3) NOT NULL,
  CONSTRAINT share_principal_is_of_its_kind
    CHECK ((kind = 'Account') = (account_id IS NOT NULL) AND (kind = 'Folder') = (folder_pk IS NOT NULL))
);
CREATE INDEX share_principal_share_pk_idx ON share_principal (share_pk);
CREATE INDEX share_principal_folder_pk_idx ON share_principal (folder_pk);
CREATE UNIQUE INDEX share_principal_once
  ON share_principal (share_pk, kind, coalesce(account_id, ''), coalesce(folder_pk, share_pk));

CREATE TABLE instance_principal (
  instance_pk uuid NOT NULL REFERENCES instance (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  account_id char(16) NOT NULL,
  state access_state NOT NULL,
  since timestamptz(3) NOT NULL,
  PRIMARY KEY (instance_pk, account_id)
);
CREATE INDEX instance_principal_account_id_state_idx ON instance_principal (account_id, state);

CREATE TABLE key_policy_account (
  key_pk uuid NOT NULL REFERENCES key_policy (key_pk) ON DELETE CASCADE ON UPDATE CASCADE,
  account_id char(16) NOT NULL,
  PRIMARY KEY (key_pk, account_id)
);
CREATE TABLE secret_policy_account (
  secret_pk uuid NOT NULL REFERENCES secret_policy (secret_pk) ON DELETE CASCADE ON UPDATE CASCADE,
  account_id char(16) NOT NULL,
  PRIMARY KEY (secret_pk, account_id)
);

CREATE TRIGGER move_revision BEFORE UPDATE ON resource_directory FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON directory_folder FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON directory_member FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON directory_invitation FOR EACH ROW EXECUTE FUNCTION move_revision();
CREATE TRIGGER move_revision BEFORE UPDATE ON resource_share FOR EACH ROW EXECUTE FUNCTION move_revision();

/* The accounts that a policy allows anything. */
CREATE FUNCTION accounts_of_policy(document text) RETURNS SETOF text LANGUAGE sql IMMUTABLE AS $$
  SELECT DISTINCT substring(principal FROM '^acs:ram::([1-9][0-9]{15}):')
  FROM jsonb_array_elements(document::jsonb -> 'Statement') AS statement,
    jsonb_array_elements_text(
      CASE jsonb_typeof(statement -> 'Principal' -> 'RAM')
        WHEN 'array' THEN statement -> 'Principal' -> 'RAM'
        WHEN 'string' THEN jsonb_build_array(statement -> 'Principal' -> 'RAM')
        ELSE '[]' END) AS principal
  WHERE statement ->> 'Effect' = 'Allow' AND principal ~ '^acs:ram::[1-9][0-9]{15}:'
$$;

-- Whoever writes a policy need not remember them. Its creator and the instance's owner are no other accounts.
CREATE FUNCTION keep_key_policy_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM key_policy_account WHERE key_pk = NEW.key_pk;
  INSERT INTO key_policy_account (key_pk, account_id)
    SELECT key.pk, account FROM key LEFT JOIN instance ON instance.pk = key.instance_pk, accounts_of_policy(NEW.document) AS account
    WHERE key.pk = NEW.key_pk AND account NOT IN (key.account_id, coalesce(instance.owner_account_id, key.account_id));
  RETURN NULL;
END $$;
CREATE FUNCTION keep_secret_policy_accounts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM secret_policy_account WHERE secret_pk = NEW.secret_pk;
  INSERT INTO secret_policy_account (secret_pk, account_id)
    SELECT secret.pk, account
    FROM secret LEFT JOIN instance ON instance.pk = secret.instance_pk, accounts_of_policy(NEW.document) AS account
    WHERE secret.pk = NEW.secret_pk AND account NOT IN (secret.account_id, coalesce(instance.owner_account_id, secret.account_id));
  RETURN NULL;
END $$;
CREATE TRIGGER keep_accounts AFTER INSERT OR UPDATE OF document ON key_policy FOR EACH ROW EXECUTE FUNCTION keep_key_policy_accounts();
CREATE TRIGGER keep_accounts AFTER INSERT OR UPDATE OF document ON secret_policy FOR EACH ROW EXECUTE FUNCTION keep_secret_policy_accounts();
INSERT INTO key_policy_account (key_pk, account_id)
  SELECT key.pk, account FROM key_policy JOIN key ON key.pk = key_policy.key_pk JOIN instance ON instance.pk = key.instance_pk,
    accounts_of_policy(key_policy.document) AS account WHERE account NOT IN (key.account_id, instance.owner_account_id);
INSERT INTO secret_policy_account (secret_pk, account_id)
  SELECT secret.pk, account FROM secret_policy JOIN secret ON secret.pk = secret_policy.secret_pk
    JOIN instance ON instance.pk = secret.instance_pk,
    accounts_of_policy(secret_policy.document) AS account WHERE account NOT IN (secret.account_id, instance.owner_account_id);

-- Whom something is shared with is the gateway's alone to change: a console that runs foreign code could let anybody in.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT, UPDATE, DELETE ON resource_directory, directory_folder, directory_member, directory_invitation,
    resource_share, share_instance, share_principal, instance_principal TO kms_gateway, kms_worker;
  GRANT SELECT ON key_policy_account, secret_policy_account TO kms_gateway, kms_worker;
  GRANT SELECT ON resource_directory, directory_folder, directory_member, directory_invitation, resource_share,
    share_instance, share_principal, instance_principal, key_policy_account, secret_policy_account TO kms_console;
  -- Nor does it say where an account's new keys go.
  REVOKE INSERT, UPDATE, DELETE ON default_instance FROM kms_console;
  REVOKE UPDATE (instance_pk) ON default_instance FROM kms_console;
END $$;
