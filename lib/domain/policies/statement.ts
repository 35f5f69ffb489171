// The shape of a policy once it has been read: RAM policies, key policies, secret policies and the trust policies of
// roles are the same statements; which fields each may carry is the reader's to say (policy-document.ts).

export type Effect = "Allow" | "Deny";

export interface Condition {
  operator: string;
  key: string;
  values: readonly string[];
}

export interface Statement {
  /** Empty where the statement has none. */
  sid: string;
  effect: Effect;
  /** Only in the policy of a resource or role (ACC-02); a RAM policy is about whom it is attached to. */
  principals?: readonly string[];
  actions: readonly string[];
  resources: readonly string[];
  conditions: readonly Condition[];
}

/** A policy that an identity holds, and by what way. */
export interface Grant {
  name: string;
  type: "System" | "Custom";
  /** `user`, `role`, or `group:<name>`. */
  through: string;
  statements: readonly Statement[];
}
