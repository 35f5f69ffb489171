/** Who an ARN names, without the account where that is the owner's of `resource`: `mei`, `role/nightly-job`, `root`. */
export function personOf(arn: string, resource: string): string {
  const [, account, rest] = /^acs:ram::(\d{16}):(.+)$/.exec(arn) ?? [];
  const owner = /^acs:kms:[^:]*:(\d{16}):/.exec(resource)?.[1];
  return rest !== undefined && account === owner ? rest.replace(/^user\//, "") : arn;
}
