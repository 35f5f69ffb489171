"use client";

import { useMutation } from "@tanstack/react-query";
import { type ActionFailure, type ActionResult, REQUEST_MAX_BYTES } from "@/lib/actions/result";
import { isUnproven, useFocusBack, withStepUp } from "./step-up";

const TOO_LONG: ActionFailure = { ok: false, code: "RequestTooLong", params: { limitBytes: REQUEST_MAX_BYTES } };

/**
 * One write: a server action behind a thin mutation. A refusal is data (`failure`), shown where it happened; an answer
 * that never came counts as ServiceUnavailable, because nobody knows whether the change was made. Where it asks for a
 * proof of who is there (S36), that is asked for and the action goes on by itself.
 */
export function useAction<Input, Value>(
  action: (input: Input) => Promise<ActionResult<Value>>,
  { onSuccess }: { onSuccess?: (value: Value) => void } = {},
) {
  const mutation = useMutation({
    mutationFn: ({ input, act }: { input: Input; act: string | undefined }): Promise<ActionResult<Value>> =>
      isTooLong(input) ? Promise.resolve(TOO_LONG) : withStepUp(() => action(input), act),
    // Answers may hold a plaintext or a secret: nothing of them stays once nobody shows it.
    gcTime: 0,
    onSuccess: (result) => {
      if (result.ok) onSuccess?.(result.value);
    },
  });
  const { remember } = useFocusBack(mutation.isPending);
  return {
    run: (input: Input) => mutation.mutate({ input, act: remember() }),
    pending: mutation.isPending,
    failure: failureOf(mutation.data, mutation.isError),
    value: mutation.data?.ok ? mutation.data.value : undefined,
    reset: mutation.reset,
  };
}

function failureOf(result: ActionResult<unknown> | undefined, unanswered: boolean): ActionFailure | undefined {
  if (unanswered) return { ok: false, code: "ServiceUnavailable" };
  return result && !result.ok && !isUnproven(result) ? result : undefined;
}

/** Told here: the server ends such a request without a word, which would read as "try again". */
function isTooLong(input: unknown): boolean {
  const text = JSON.stringify(input, (_name, value) => (typeof value === "bigint" ? String(value) : value)) ?? "";
  return new TextEncoder().encode(text).length > REQUEST_MAX_BYTES;
}
