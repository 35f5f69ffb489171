const PAGES: Readonly<Record<string, (region: string, name: string, arn: string) => string>> = {
  key: (region, name) => `/${region}/keys/${encodeURIComponent(name)}`,
  // By its ARN: it may be another account's.
  secret: (region, _, arn) => `/${region}/secrets/details?${new URLSearchParams({ secret: arn })}`,
  keystore: (region, name) => `/${region}/instances/${encodeURIComponent(name)}`,
  share: (region, name) => `/${region}/sharing/${encodeURIComponent(name)}`,
  backup: (region, name) => `/${region}/backups/${encodeURIComponent(name)}`,
};

/** What an event is about: its name, and its page where such things have one. It may be gone since; the page says so. */
export function resourceOf(resource: string, eventRegion: string): { name: string; href: string | null } {
  // Orders have no ARN: their events name the id.
  if (eventRegion && /^ord-[a-z0-9]{21}$/.test(resource))
    return { name: resource, href: `/${eventRegion}/orders/${resource}` };
  const [, region, type, name] = /^acs:kms:([a-z0-9-]+):\d{16}:([a-z]+)\/(.+)$/.exec(resource) ?? [];
  if (!region || !type || !name) return { name: resource, href: null };
  return { name: type === "alias" ? `alias/${name}` : name, href: PAGES[type]?.(region, name, resource) ?? null };
}
