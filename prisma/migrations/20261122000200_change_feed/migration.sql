-- The change feed (decisions 10): one row per changed key or secret and statement, written by statement-level triggers,
-- so that no code path can change something and leave the backups unaware of it.
-- `at` is the business time of the transaction, which lib/domain/transaction.ts sets as kms.now.

CREATE FUNCTION feed_time() RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT coalesce(nullif(current_setting('kms.now', true), '')::timestamptz, clock_timestamp())
$$;

CREATE FUNCTION feed_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT account_id, instance_pk, 'key', pk, key_id, 'created', feed_time() FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT account_id, instance_pk, 'key', pk, key_id, 'deleted', feed_time() FROM old_rows;
  ELSE
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT n.account_id, n.instance_pk, 'key', n.pk, n.key_id,
        CASE WHEN n.instance_pk IS DISTINCT FROM o.instance_pk THEN 'created' ELSE 'changed' END, feed_time()
      FROM new_rows n JOIN old_rows o USING (pk);
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT o.account_id, o.instance_pk, 'key', o.pk, o.key_id, 'deleted', feed_time()
      FROM new_rows n JOIN old_rows o USING (pk) WHERE o.instance_pk IS NOT NULL AND n.instance_pk IS DISTINCT FROM o.instance_pk;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION feed_secret() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT account_id, instance_pk, 'secret', pk, name, 'created', feed_time() FROM new_rows;
  ELSIF TG_OP = 'DELETE' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT account_id, instance_pk, 'secret', pk, name, 'deleted', feed_time() FROM old_rows;
  ELSE
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT n.account_id, n.instance_pk, 'secret', n.pk, n.name,
        CASE WHEN n.instance_pk IS DISTINCT FROM o.instance_pk THEN 'created' ELSE 'changed' END, feed_time()
      FROM new_rows n JOIN old_rows o USING (pk);
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT o.account_id, o.instance_pk, 'secret', o.pk, o.name, 'deleted', feed_time()
      FROM new_rows n JOIN old_rows o USING (pk) WHERE o.instance_pk IS NOT NULL AND n.instance_pk IS DISTINCT FROM o.instance_pk;
  END IF;
  RETURN NULL;
END $$;

-- A second and later version is a rotation; everything else that hangs on a key or secret is a change of it.
-- An argument names what a new row means.
CREATE FUNCTION feed_of_key() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT k.account_id, k.instance_pk, 'key', k.pk, k.key_id, 'changed', feed_time() FROM old_rows r JOIN key k ON k.pk = r.key_pk;
  ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'key_version' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT k.account_id, k.instance_pk, 'key', k.pk, k.key_id,
        CASE WHEN (SELECT count(*) FROM key_version v WHERE v.key_pk = k.pk) > 1 AND k.primary_version_id IS NOT NULL
             THEN 'rotated' ELSE 'changed' END, feed_time()
      FROM new_rows r JOIN key k ON k.pk = r.key_pk;
  ELSE
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT k.account_id, k.instance_pk, 'key', k.pk, k.key_id, 'changed', feed_time() FROM new_rows r JOIN key k ON k.pk = r.key_pk;
  END IF;
  RETURN NULL;
END $$;

CREATE FUNCTION feed_of_secret() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT s.account_id, s.instance_pk, 'secret', s.pk, s.name, 'changed', feed_time() FROM old_rows r JOIN secret s ON s.pk = r.secret_pk;
  ELSIF TG_OP = 'INSERT' AND TG_TABLE_NAME = 'secret_version' THEN
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT s.account_id, s.instance_pk, 'secret', s.pk, s.name,
        CASE WHEN (SELECT count(*) FROM secret_version v WHERE v.secret_pk = s.pk) > 1 THEN 'rotated' ELSE 'changed' END, feed_time()
      FROM new_rows r JOIN secret s ON s.pk = r.secret_pk;
  ELSE
    INSERT INTO change_feed (account_id, instance_pk, kind, resource_pk, public_id, change, at)
      SELECT DISTINCT s.account_id, s.instance_pk, 'secret', s.pk, s.name, 'changed', feed_time() FROM new_rows r JOIN secret s ON s.pk = r.secret_pk;
  END IF;
  RETURN NULL;
END $$;

-- key_material is left out on purpose: resealing after a rotation of the instance key is no change (decisions 4), and
-- new material always comes with its version. secret_value likewise.
DO $$
DECLARE feeds text[][] := ARRAY[
  ['key', 'feed_key'], ['secret', 'feed_secret'],
  ['key_version', 'feed_of_key'], ['alias', 'feed_of_key'], ['key_tag', 'feed_of_key'], ['key_policy', 'feed_of_key'],
  ['secret_version', 'feed_of_secret'], ['secret_tag', 'feed_of_secret'], ['secret_policy', 'feed_of_secret'],
  ['secret_data_key', 'feed_of_secret']];
BEGIN
  FOR i IN 1..array_length(feeds, 1) LOOP
    EXECUTE format('CREATE TRIGGER feed_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()', feeds[i][1], feeds[i][2]);
    EXECUTE format('CREATE TRIGGER feed_update AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()', feeds[i][1], feeds[i][2]);
    EXECUTE format('CREATE TRIGGER feed_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION %I()', feeds[i][1], feeds[i][2]);
  END LOOP;
END $$;
