import type { Actor, Ctx, Tx } from "../context";
import { DomainError } from "../errors";

/** The signed-in person, for what only a person does with their own password and sessions. @throws DomainError NotSignedIn */
export function personOf(ctx: Ctx | Tx): Extract<Actor, { kind: "person" }> {
  if (ctx.actor.kind !== "person") throw new DomainError("NotSignedIn");
  return ctx.actor;
}

/** Lets only the command line on: whoever may open its socket may read the data folder too. */
export function assertCommandLine({ actor }: Ctx | Tx, action: string): void {
  if (actor.kind === "operator") return;
  if (actor.kind === "nobody") throw new DomainError("NotSignedIn");
  throw new DomainError("NoPermission", { action, resource: "deployment" });
}

/** Lets only the deployment's operators on: at the command line, or a person with the flag (decisions 6). */
export function assertOperator(ctx: Ctx | Tx, action: string): void {
  const { actor } = ctx;
  if (actor.kind === "operator" || (actor.kind === "person" && actor.operator)) return;
  if (actor.kind === "nobody") throw new DomainError("NotSignedIn");
  throw new DomainError("NoPermission", { action, resource: "deployment" });
}
