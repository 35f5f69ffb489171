-- Conditions of policies ask about tags (ACC-08), so who writes tags decides who is let in: as with policies, that is the
-- gateway alone (decisions 6). Touches no data.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  REVOKE INSERT, UPDATE, DELETE ON key_tag, secret_tag FROM kms_console;
END $$;
