import { DomainError } from "../errors";

// Forms and limits of secrets (SEC-04..06, SEC-20..22, SEC-40), pure: the console's forms show the same numbers.

export const SECRET_NAME_MAX = 192;
export const SECRET_DATA_MAX_BYTES = 30_720;
export const VERSION_ID_MAX = 64;
export const DESCRIPTION_MAX = 1024;
/** Of a Generic secret (SEC-21). */
export const VERSIONS_MAX = 10;
export const RECOVERY_WINDOW_DAYS = { minimum: 7, maximum: 30, usual: 30 } as const;
export const CURRENT = "ACSCurrent";
export const PREVIOUS = "ACSPrevious";

const NAME = /^[A-Za-z0-9_/+=.@-]{1,192}$/;
const VERSION_ID = /^[A-Za-z0-9_/+=.@-]{1,64}$/;
const STAGE = /^[A-Za-z0-9_/+=.@-]{1,64}$/;

/** SEC-04 for Generic secrets. */
export function isSecretName(name: string): boolean {
  return NAME.test(name) && !name.startsWith("acs/");
}

/** @throws DomainError InvalidSecretName */
export function assertSecretName(name: string): void {
  if (!isSecretName(name)) throw new DomainError("InvalidSecretName");
}

/** SEC-06 */
export function isVersionId(versionId: string): boolean {
  return VERSION_ID.test(versionId);
}

/** @throws DomainError InvalidParameter */
export function assertVersionId(versionId: string): void {
  if (!isVersionId(versionId)) throw new DomainError("InvalidParameter", { name: "VersionId" });
}

/** A label: ASCII alone, so that no other letter passes for one of a system label (SEC-20). */
export function isStage(stage: string): boolean {
  return STAGE.test(stage);
}

/** @throws DomainError DescriptionTooLong */
export function assertDescription(description: string): void {
  if (description.length > DESCRIPTION_MAX) throw new DomainError("DescriptionTooLong", { limit: DESCRIPTION_MAX });
}

interface StagedVersion {
  pk: string;
  versionId: string;
  stages: readonly string[];
  createdAt: Date;
}

interface PutPlan {
  /** Labels of the new version. */
  stages: string[];
  /** Versions that stay and whose labels change. */
  relabelled: { pk: string; stages: string[] }[];
  /** Versions that leave because the secret is full. */
  removed: string[];
}

/**
 * Where the labels go when a new version is stored (SEC-20, SEC-22), and which version leaves when the secret is full:
 * the earliest without a label (SEC-21).
 * @throws DomainError SecretVersionLimit when all ten carry labels
 */
export function planPut(versions: readonly StagedVersion[], requested?: readonly string[]): PutPlan {
  const stages = [...new Set(requested?.length ? requested : [CURRENT])];
  if (!stages.every(isStage)) throw new DomainError("InvalidStage");
  const becomesPrevious = stages.includes(CURRENT)
    ? versions.find((version) => version.stages.includes(CURRENT))
    : undefined;
  const taken = new Set(becomesPrevious ? [...stages, PREVIOUS] : stages);
  const after = versions.map((version) => {
    const kept = version.stages.filter((stage) => !taken.has(stage));
    return { version, stages: version === becomesPrevious && !stages.includes(PREVIOUS) ? [...kept, PREVIOUS] : kept };
  });
  const removed = makeRoom(after);
  return {
    stages,
    relabelled: after
      .filter(({ version, stages: now }) => now.join() !== version.stages.join() && !removed.includes(version.pk))
      .map(({ version, stages: now }) => ({ pk: version.pk, stages: now })),
    removed,
  };
}

const age = (version: StagedVersion) => version.createdAt.getTime();

function makeRoom(after: readonly { version: StagedVersion; stages: readonly string[] }[]): string[] {
  const surplus = after.length + 1 - VERSIONS_MAX;
  if (surplus <= 0) return [];
  const unlabelled = after
    .filter(({ stages }) => stages.length === 0)
    .sort(({ version: left }, { version: right }) => age(left) - age(right) || (left.pk < right.pk ? -1 : 1));
  if (unlabelled.length < surplus) throw new DomainError("SecretVersionLimit", { limit: VERSIONS_MAX });
  return unlabelled.slice(0, surplus).map(({ version }) => version.pk);
}
