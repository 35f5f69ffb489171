import type { ReactNode } from "react";
import type { FieldName } from "./create-fields";

/** What a form needs of the panel that it stands in, to judge its fields. */
export interface Judged {
  /** What is wrong with it, once it was left or the target refused it. */
  errorOf: (field: FieldName) => ReactNode;
  leave: (field: FieldName) => void;
  labels: Readonly<Record<FieldName, string>>;
}

/** Where a summary of errors leads to. */
export const fieldId = (field: FieldName): string => `create-${field}`;

/** For a field that is typed: its wiring into the form. */
export function judgedProps({ errorOf, leave, labels }: Judged, field: FieldName) {
  return { id: fieldId(field), label: labels[field], error: errorOf(field), onLeave: () => leave(field) };
}
