import type { Actor } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import type { Operation } from "@/lib/domain/operation";
import { parseInput } from "@/lib/domain/parse-input";
import type { TestWorld } from "../context";
import type { TestDatabase } from "../database";
import { isNotHere, takingBack } from "./taking-back";

export type Verdict = "let through" | string;

/** What `actor` is told. Anything but a refusal of identity or permission, or of what is not there, is "let through". */
export async function verdict(
  { base, world }: { base: TestDatabase; world: TestWorld },
  operation: Operation,
  actor: Actor,
  input: unknown,
): Promise<Verdict> {
  let told: Verdict = "let through";
  await takingBack(base.db, world.as(actor), async (ctx) => {
    try {
      told = refusedItem(await operation(ctx, parseInput(operation, input))) ?? told;
    } catch (error) {
      if (!(error instanceof DomainError)) {
        if (!isNotHere(error)) throw error;
      } else if (IDENTITY.has(error.code) || (error.kind === "notFound" && !WITHIN.has(error.code))) {
        told = error.code;
      }
      // Neither answer says anything of permission.
      else if (error.kind === "internal" || (error.code === "ServiceUnavailable" && error.cause)) throw error;
    }
  });
  return told;
}

/** What is judged item by item answers with its refusals. */
function refusedItem(answer: unknown): Verdict | undefined {
  if (typeof answer !== "object" || answer === null || !("errors" in answer) || !Array.isArray(answer.errors)) return;
  return answer.errors[0]?.code;
}

/** Not there, within something that was opened: permission had been judged. */
const WITHIN = new Set(["NoBackupData", "AttachmentNotFound", "MemberNotFound", "SecondFactorNotFound"]);

const IDENTITY = new Set(["NoPermission", "NotSignedIn", "StepUpRequired"]);
