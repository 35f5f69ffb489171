import type { Landscape } from "./landscape";

/** A permission that the rules ask for, written from them and not from the code: action and resource (ACC-04..06). */
export type Need = readonly [action: string, resource: string];

/** What one operation asks of whoever calls it. */
export type Row = (
  | {
      /** It acts on something of an account, or on the account itself, as its policies allow. */
      kind: "permission";
      needs: (at: Landscape) => readonly Need[];
      /**
       * What another account's root is told about an item that is not its own (POL-25). Absent where the call names
       * none, and acts on the caller's own account whoever that is.
       */
      missing?: string;
      /** Even the root of the account may not: it is for users and roles. */
      rootMayNot?: true;
    }
  /** A person's own business: whoever is signed in may. */
  | { kind: "self" }
  /** For the operators of the deployment, at the command line or with the flag (decisions 6). */
  | { kind: "operator" }
  /** Before anybody is signed in. */
  | { kind: "open" }
  /** Work by the clock: no person calls it. */
  | { kind: "system" }
) & { input: (at: Landscape) => Record<string, unknown> };

export const permission = (
  needs: (at: Landscape) => readonly Need[],
  input: (at: Landscape) => Record<string, unknown>,
  missing?: string,
): Row => ({ kind: "permission", needs, input, ...(missing && { missing }) });
