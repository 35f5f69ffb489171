-- Conditions of policies ask about tags (ACC-08), so who writes tags decides who is let in; and programs encrypt under
-- whatever key an alias names. As with policies, the gateway alone writes them (decisions 6). Touches no data.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  REVOKE INSERT, UPDATE, DELETE ON key_tag, secret_tag, alias FROM kms_console;
  REVOKE UPDATE (key_pk, joint_instance_pk) ON alias FROM kms_console;
END $$;
