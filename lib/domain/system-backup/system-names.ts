// Where a system backup lies in the store (decisions 11). Its name begins with a number, so that the newest is the last
// one in order even after a clock that went back.

const digits = (number: number) => String(number).padStart(8, "0");
/** `20261122T182601Z` */
const stamp = (at: Date) => at.toISOString().replace(/[-:]|\.\d{3}/g, "");

const NAME = /^(\d{8})-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/;

export const systemBackupName = (number: number, at: Date) => `${digits(number)}-${stamp(at)}`;

export const isSystemBackupName = (name: string) => NAME.test(name);

export const numberOf = (name: string) => Number(name.slice(0, 8));

/** When it was taken, to the second. */
export function timeOf(name: string): Date {
  const [, , year, month, day, hour, minute, second] = NAME.exec(name) ?? [];
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

export const systemPrefix = (installationId: string) => `kms1/${installationId}/system/`;

export const systemNamesOf = (installationId: string, name: string) => {
  const base = `${systemPrefix(installationId)}${name}`;
  return {
    base,
    key: `${base}/key`,
    /** Written last: without it there is no system backup. */
    manifest: `${base}/manifest.json`,
    pack: (packNumber: number) => `${base}/packs/${packNumber}`,
  };
};

export type SystemNames = ReturnType<typeof systemNamesOf>;

/** As people are told of an object: below the installation. */
export const toldObject = (name: string, object: string) => `system/${name}/${object}`;

const MANIFEST = /^kms1\/([^/]+)\/system\/([^/]+)\/manifest\.json$/;

/** The whole ones among the store's objects, per installation, oldest first. */
export function wholeSystemBackups(objects: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const object of objects) {
    const [, installationId, name] = MANIFEST.exec(object) ?? [];
    if (!installationId || !name || !isSystemBackupName(name)) continue;
    found.set(installationId, [...(found.get(installationId) ?? []), name]);
  }
  for (const names of found.values()) names.sort();
  return found;
}
