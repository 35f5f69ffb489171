import { DomainError } from "@/lib/domain/errors";
import { CURRENT, PREVIOUS } from "@/lib/domain/secrets/secret-rules";
import { planMoveStage, type StageMove } from "@/lib/domain/secrets/stage-rules";

// What a change of labels comes to (SEC-23), before anybody clicks: by the rule that makes it. Pure.

export interface StagedVersion {
  versionId: string;
  stages: readonly string[];
}

export type StageWay = "add" | "move" | "remove";

export interface StageOutcome {
  fault: "taken" | "wrong" | null;
  /** The versions that carry other labels afterwards. */
  changed: StagedVersion[];
  /** Which version callers read from then on that name none; null where that stays. */
  current: string | null;
  /** Versions that have no label any more: the first to leave a full secret (SEC-21). */
  bare: string[];
}

/** ACSCurrent and ACSPrevious stay on some version. */
export function customStages(versions: readonly StagedVersion[]): string[] {
  return versions
    .flatMap(({ stages }) => stages)
    .filter((stage) => stage !== CURRENT && stage !== PREVIOUS)
    .sort();
}

/** The call that a form asks for. */
export function stageChange(
  way: StageWay,
  stage: string,
  { holder, moveTo }: { holder: string | undefined; moveTo: string },
): StageMove {
  if (way === "remove") return { stage, removeFrom: holder };
  // Named, so that a label that somebody moved meanwhile is not taken from another version.
  return { stage, moveTo, ...(holder !== undefined && { removeFrom: holder }) };
}

export function stageOutcome(versions: readonly StagedVersion[], change: StageMove, way: StageWay): StageOutcome {
  const rows = versions.map((version) => ({ ...version, pk: version.versionId }));
  const none = { changed: [], current: null, bare: [] };
  const isTaken = versions.some(({ stages }) => stages.includes(change.stage));
  if (way === "add" && isTaken) return { ...none, fault: "taken" };
  try {
    const plan = planMoveStage(rows, change);
    const changed = plan.map(({ pk, stages }) => ({ versionId: pk, stages }));
    return {
      fault: changed.length > 0 ? null : "wrong",
      changed,
      current: change.stage === CURRENT ? (change.moveTo ?? null) : null,
      bare: changed.filter(({ stages }) => stages.length === 0).map(({ versionId }) => versionId),
    };
  } catch (error) {
    if (error instanceof DomainError) return { ...none, fault: "wrong" };
    throw error;
  }
}
