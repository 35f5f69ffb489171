-- What the console may change, column by column (decisions 6): a console that runs foreign code must be able to take no
-- key away. Whose a thing is, where it lies and under what its secrets are sealed are therefore not among the columns: who
-- could name another owner of an instance would be let in by the gateway to every key in it.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;

  REVOKE UPDATE ON key, secret, secret_version, instance, default_instance, alias, key_policy, secret_policy, backup, job
    FROM kms_console;
  GRANT UPDATE (state, description, delete_at, deletion_protection, deletion_protection_why, automatic_rotation,
    rotation_seconds, next_rotation_at) ON key TO kms_console;
  GRANT UPDATE (description, updated_at, planned_delete_at) ON secret TO kms_console;
  GRANT UPDATE (name, deletion_protection, sale_status, release_requested_at) ON instance TO kms_console;
  GRANT UPDATE (instance_pk) ON default_instance TO kms_console;
  GRANT UPDATE (key_pk, joint_instance_pk) ON alias TO kms_console;
  GRANT UPDATE (document) ON key_policy, secret_policy TO kms_console;
  GRANT UPDATE (alias) ON backup TO kms_console;

  -- Secrets are deleted, and backups bound, by the gateway.
  REVOKE DELETE ON secret, secret_version FROM kms_console;
  REVOKE INSERT ON backup FROM kms_console;
END $$;
