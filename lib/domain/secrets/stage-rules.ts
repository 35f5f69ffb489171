import { DomainError } from "../errors";
import { CURRENT, isStage, PREVIOUS } from "./secret-rules";

// Where a label goes when it is moved or taken away (SEC-20, SEC-23), pure.

interface StagedVersion {
  pk: string;
  versionId: string;
  stages: readonly string[];
}

export interface StageMove {
  stage: string;
  moveTo?: string | undefined;
  removeFrom?: string | undefined;
}

/** Versions whose labels change, with what they carry then; none where everything is as wished. */
export type MovePlan = { pk: string; stages: string[] }[];

/**
 * Moves a label to a version, or takes it away. ACSCurrent and ACSPrevious stay on some version; whoever loses ACSCurrent
 * gets ACSPrevious. Labels are compared to the letter: what looks like a system label is a custom one.
 * @throws DomainError InvalidStage, MissingParameter, StageNotRemovable, SecretVersionNotFound, StageElsewhere,
 * SecretVersionStageNotFound
 */
export function planMoveStage(versions: readonly StagedVersion[], { stage, moveTo, removeFrom }: StageMove): MovePlan {
  if (!isStage(stage)) throw new DomainError("InvalidStage");
  if (moveTo === undefined && removeFrom === undefined)
    throw new DomainError("MissingParameter", { name: "MoveToVersion" });
  if (moveTo === undefined && isSystemStage(stage)) throw new DomainError("StageNotRemovable");
  const holder = versions.find((version) => version.stages.includes(stage));
  if (removeFrom !== undefined) assertHolds(versionNamed(versions, removeFrom), holder);
  const taker = moveTo === undefined ? undefined : versionNamed(versions, moveTo);
  if (taker === holder) return [];
  const becomesPrevious = stage === CURRENT ? holder : undefined;
  const moved = (version: StagedVersion) => {
    const kept = version.stages.filter((each) => each !== stage && !(becomesPrevious && each === PREVIOUS));
    return [...kept, ...(version === taker ? [stage] : []), ...(version === becomesPrevious ? [PREVIOUS] : [])];
  };
  return versions
    .map((version) => ({ version, stages: moved(version) }))
    .filter(({ version, stages }) => stages.join() !== version.stages.join())
    .map(({ version, stages }) => ({ pk: version.pk, stages }));
}

const isSystemStage = (stage: string) => stage === CURRENT || stage === PREVIOUS;

function versionNamed<V extends StagedVersion>(versions: readonly V[], versionId: string): V {
  const found = versions.find((version) => version.versionId === versionId);
  if (!found) throw new DomainError("SecretVersionNotFound");
  return found;
}

function assertHolds(named: StagedVersion, holder: StagedVersion | undefined): void {
  if (!holder) throw new DomainError("SecretVersionStageNotFound");
  if (named !== holder) throw new DomainError("StageElsewhere", { versionId: holder.versionId });
}
