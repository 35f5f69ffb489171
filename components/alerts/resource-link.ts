/** Where the console shows what an ARN of KMS names, and what people call it; null for what has no page. */
export function resourceLink(arn: string, region: string): { href: string; name: string } | null {
  const [, where = "", type = "", name = ""] = /^acs:kms:([^:]*):\d{16}:([a-z]+)\/(.+)$/.exec(arn) ?? [];
  switch (type) {
    case "key":
      return { href: `/${where}/keys/${encodeURIComponent(name)}`, name };
    case "secret":
      // By its ARN: it may be another account's.
      return { href: `/${where}/secrets/details?${new URLSearchParams({ secret: arn })}`, name };
    case "keystore":
      return { href: `/${where}/instances/${encodeURIComponent(name)}`, name };
    case "backup":
      return { href: `/${where}/backups/${encodeURIComponent(name)}`, name };
    case "delivery":
      return { href: `/${region}/alerts?tab=deliveries`, name };
    default:
      return null;
  }
}
