import type { Actor } from "@/lib/domain/context";
import type { Statement } from "@/lib/domain/policies/statement";
import type { Landscape } from "./landscape";
import type { Need } from "./row";

// The callers of the matrix: as whom an operation is asked, and what they hold.

/** Whose they are. */
type Account = Pick<Landscape, "accountId" | "personPk">;

export const person = (at: Account, more: Partial<Extract<Actor, { kind: "person" }>>): Actor => ({
  kind: "person",
  accountId: at.accountId,
  personPk: at.personPk,
  name: "somebody",
  root: false,
  grants: [],
  operator: false,
  sessionPk: at.personPk,
  steppedUp: true,
  ...more,
});
export const root = (at: Account) => person(at, { root: true, name: "root" });

export const statement = (effect: "Allow" | "Deny", [action, resource]: Need): Statement => ({
  sid: "",
  effect,
  actions: [action],
  resources: [resource],
  conditions: [],
});
export const holding = (at: Account, statements: readonly Statement[]) =>
  person(at, { grants: [{ name: "matrix", type: "Custom", through: "user", statements }] });
export const asRole = (at: Account, statements: readonly Statement[]): Actor => ({
  kind: "role",
  accountId: at.accountId,
  rolePk: at.personPk,
  name: "a-role",
  sessionName: "matrix",
  grants: [{ name: "matrix", type: "Custom", through: "role", statements }],
  accessKeyId: "STS.matrix",
});
export const program = (at: Account, statements: readonly Statement[]): Actor => ({
  kind: "accessKey",
  accountId: at.accountId,
  personPk: at.personPk,
  name: "somebody",
  root: false,
  grants: [{ name: "matrix", type: "Custom", through: "user", statements }],
  accessKeyId: "LTAImatrix",
});

export const EVERYTHING: Statement = statement("Allow", ["*", "*"]);
