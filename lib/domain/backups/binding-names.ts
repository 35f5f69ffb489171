// Where the objects of a binding lie in the store (decisions 11). Objects of a run carry its number and a random token
// of its writer, so that a writer that lost its place can neither overwrite nor be mistaken for the next one.

export interface BindingPlace {
  installationId: string;
  backupId: string;
  bindingId: string;
}

export const accountName = (installationId: string, accountId: string) =>
  `kms1/${installationId}/accounts/${accountId}.json`;

const baseOf = ({ installationId, backupId, bindingId }: BindingPlace) =>
  `kms1/${installationId}/backups/${backupId}/${bindingId}`;
const digits = (run: number) => String(run).padStart(8, "0");

export const namesOf = (place: BindingPlace) => {
  const base = baseOf(place);
  return {
    base,
    descriptor: `${base}/descriptor.json`,
    key: `${base}/key`,
    instanceKey: (generation: number) => `${base}/keys/${generation}`,
    manifest: (run: number) => `${base}/runs/${digits(run)}.json`,
    manifests: `${base}/runs/`,
    /** What a killed writer of this run may have left. */
    packsOf: (run: number) => `${base}/packs/${digits(run)}-`,
    indexesOf: (run: number) => `${base}/index/${digits(run)}-`,
    /** Packs and indexes are named relative to the base in manifests and catalogue. */
    inBase: (name: string) => `${base}/${name}`,
    relative: (name: string) => name.slice(base.length + 1),
  };
};

export type BindingNames = ReturnType<typeof namesOf>;

export const packName = (run: number, token: string, packNumber: number) =>
  `packs/${digits(run)}-${token}-${packNumber}`;
export const indexPartName = (run: number, token: string, part: number) => `index/${digits(run)}-${token}-${part}`;
/** What the names of a run's packs and index parts carry. */
export const tokenOf = (name: string) => /^(?:packs|index)\/\d{8}-([0-9a-f]{8})-\d+$/.exec(name)?.[1];
