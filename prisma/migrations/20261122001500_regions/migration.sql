-- Regions are configuration (REG-06). A start asks here for those that must stay: supervisor, gateway and worker refuse to
-- begin without them. Released instances and empty Default backups hold nothing. Keys may be a million: their regions are
-- stepped through on the index of (region, key_id) instead of read.
CREATE FUNCTION regions_in_use() RETURNS TABLE (region text, holds text) LANGUAGE sql STABLE AS $$
  WITH RECURSIVE key_region AS (
    SELECT min(key.region) AS name FROM key
    UNION ALL
    SELECT (SELECT min(key.region) FROM key WHERE key.region > key_region.name) FROM key_region WHERE key_region.name IS NOT NULL
  ), used (region, place, what) AS (
    SELECT name, 1, 'keys' FROM key_region WHERE name IS NOT NULL
    UNION SELECT secret.region, 2, 'secrets' FROM secret
    UNION SELECT instance.region, 3, 'instances' FROM instance WHERE sale_status <> 'Released'
    UNION SELECT backup.region, 4, 'backups' FROM backup WHERE binding_id IS NOT NULL
  )
  SELECT used.region, string_agg(what, ', ' ORDER BY place) FROM used GROUP BY used.region
$$;
