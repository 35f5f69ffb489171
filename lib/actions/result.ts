import type { ErrorCode, ErrorParams } from "@/lib/domain/errors";

export interface ActionFailure {
  ok: false;
  code: ErrorCode;
  params?: ErrorParams;
  /** Absent only where no server answered. */
  requestId?: string;
}

/** What Next reads of an action's request; it ends a longer one without an answer. */
export const REQUEST_MAX_BYTES = 1_048_576;

/** What every server action answers. A refusal is an answer, not an exception: production hides the words of those. */
export type ActionResult<Value> = { ok: true; value: Value } | ActionFailure;
