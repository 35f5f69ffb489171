import type { ErrorCode, ErrorParams } from "@/lib/domain/errors";

export interface ActionFailure {
  ok: false;
  code: ErrorCode;
  params?: ErrorParams;
  /** Absent only where no server answered. */
  requestId?: string;
}

/** What every server action answers. A refusal is an answer, not an exception: production hides the words of those. */
export type ActionResult<Value> = { ok: true; value: Value } | ActionFailure;
