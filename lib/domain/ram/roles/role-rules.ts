// How long temporary credentials of a role may live: from a quarter of an hour to half a day, as at the provider.
export const TOKEN_SECONDS_MIN = 900;
export const TOKEN_SECONDS_MAX = 43_200;
export const TOKEN_SECONDS_DEFAULT = 3600;

/** ACC-09: what acts under a role of its own in the provider's product. */
export const SERVICE_ROLES = {
  AliyunKMSManageRAMCredentialsRole: "kms.aliyuncs.com",
  AliyunServiceRoleForSLSSecurityLens: "securitylens.log.aliyuncs.com",
  AliyunServiceRoleForResourceSharing: "resourcesharing.aliyuncs.com",
} as const;
export type ServiceRoleName = keyof typeof SERVICE_ROLES;

/** A role of such a name would be taken for the product's own. */
export function isReservedRoleName(name: string): boolean {
  return /^Aliyun/i.test(name);
}
