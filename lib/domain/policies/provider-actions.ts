/**
 * What the provider calls some of our actions (ACC-04): a statement that names either is about both. In small letters, as
 * they are compared.
 */
const PROVIDER_NAMES: ReadonlyMap<string, string> = new Map([
  ["kms:listinstances", "kms:listkmsinstances"],
  ["kms:describeinstance", "kms:getkmsinstance"],
  ["kms:describeinstancequotas", "kms:getkmsinstancequotainfos"],
  ["kms:describedefaultinstance", "kms:getdefaultkmsinstance"],
  ["kms:enableinstance", "kms:connectkmsinstance"],
  ["kms:releaseinstance", "kms:releasekmsinstance"],
  ["kms:updateinstancename", "kms:updatekmsinstance"],
  ["kms:updateinstancebindvpcs", "kms:updatekmsinstancebindvpc"],
  ["kms:setinstancedeletionprotection", "kms:setdeletionprotection"],
]);

/** The names that a statement may call the action by. */
export function namesOfAction(action: string): readonly string[] {
  const own = action.toLowerCase();
  const theirs = PROVIDER_NAMES.get(own);
  return theirs === undefined ? [own] : [own, theirs];
}
