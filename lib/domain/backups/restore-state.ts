import type { RestoreState } from "@/lib/generated/prisma/enums";

// What may be done with a restore in which state. Button, operation and test read this one table.

export type RestoreAction = "start" | "stop" | "resume" | "discard";

const ACTIONS: Record<RestoreState, readonly RestoreAction[]> = {
  Planned: ["start", "discard"],
  Running: ["stop"],
  Stopped: ["resume", "discard"],
  Failed: ["resume", "discard"],
  Done: [],
};

export interface RestoreStanding {
  state: RestoreState;
  stopAsked: boolean;
  /** Whether the root key that sealed the backup is here (P1). */
  opens: boolean;
  /** Items that are still to be restored. */
  toDo: number;
}

export function restoreActions({ state, stopAsked, opens, toDo }: RestoreStanding): RestoreAction[] {
  return ACTIONS[state].filter((action) => {
    if (action === "start" || action === "resume") return opens && toDo > 0;
    return action !== "stop" || !stopAsked;
  });
}
