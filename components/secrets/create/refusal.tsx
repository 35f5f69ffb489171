import { RefusalText } from "@/components/patterns/action-failure";
import type { ActionFailure } from "@/lib/actions/result";
import { useTargetErrors } from "../target-errors";
import type { FieldName } from "./create-fields";
import { refusedField } from "./refused-field";

/** A refusal in words, those of a target in the reader's language, and the field that it is about. */
export function useRefusal(failure: ActionFailure | undefined, fields: readonly FieldName[]) {
  const wordsOf = useTargetErrors();
  if (!failure) return { failure, at: undefined, text: undefined };
  const words = failure.code === "TargetRefused" ? wordsOf(String(failure.params?.reason)) : null;
  // The sentence that it becomes part of has a full stop of its own.
  const worded = words ? { ...failure, params: { reason: words.what.replace(/[.。]$/, "") } } : failure;
  return {
    failure: worded,
    at: refusedField(failure, fields),
    text: words ? `${words.what} ${words.advice}` : <RefusalText {...failure} />,
  };
}
