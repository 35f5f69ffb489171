-- One database role per process (decisions 6). The console can read what it shows and change metadata; it cannot read
-- anything sealed, and writes neither sessions nor AccessKeys. Passwords are set at start, by the program that applies
-- these migrations. Where the database allows no roles, everything runs as one, and `npm run doctor` says so.
DO $$
DECLARE r text;
BEGIN
  FOREACH r IN ARRAY ARRAY['kms_console', 'kms_gateway', 'kms_worker'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = r) THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT', r);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database of this cluster was faster
                WHEN insufficient_privilege THEN RETURN;
      END;
    END IF;
  END LOOP;

  REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
  REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC;
  REVOKE CREATE ON SCHEMA public FROM PUBLIC;
  GRANT USAGE ON SCHEMA public TO kms_console, kms_gateway, kms_worker;

  -- Gateway and worker: every table, but the audit and the ledger only grow.
  GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO kms_gateway, kms_worker;
  GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO kms_gateway, kms_worker;
  REVOKE UPDATE, DELETE ON audit_event, audit_event_default, ledger_movement, ledger_entry FROM kms_gateway, kms_worker;
  REVOKE ALL ON audit_link FROM kms_gateway;
  REVOKE UPDATE, DELETE ON audit_link FROM kms_worker;
  REVOKE INSERT, UPDATE, DELETE ON change_feed FROM kms_gateway;
  REVOKE INSERT, UPDATE ON change_feed FROM kms_worker;
  -- A shadow database, in which Prisma looks for drift, has no such table.
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    REVOKE ALL ON _prisma_migrations FROM kms_gateway, kms_worker;
  END IF;
  GRANT EXECUTE ON FUNCTION ensure_partitions(timestamptz) TO kms_gateway, kms_worker;
  GRANT EXECUTE ON FUNCTION drop_stale_nonces(timestamptz) TO kms_worker;

  -- Console: reads metadata.
  GRANT SELECT ON account, person, session, instance, default_instance, key, key_version, alias, key_tag, key_policy,
    secret, secret_version, secret_tag, secret_policy, backup, backup_run, backup_entry, purchase_order,
    ledger_movement, ledger_entry, price, audit_event, job, heartbeat, installation, retired_id TO kms_console;
  GRANT SELECT (pk, access_key_id, account_id, account_pk, person_pk, state, created_at, last_used_at, revision) ON access_key TO kms_console;
  -- Console: writes metadata.
  GRANT INSERT ON audit_event, retired_id, purchase_order, ledger_movement, ledger_entry, instance, default_instance,
    alias, key_tag, key_policy, secret_tag, secret_policy, job, backup TO kms_console;
  GRANT UPDATE ON key, secret, secret_version, instance, default_instance, alias, key_policy, secret_policy, backup,
    purchase_order, job TO kms_console;
  GRANT DELETE ON alias, key_tag, key_policy, secret_tag, secret_policy, secret, secret_version, default_instance TO kms_console;
END $$;
