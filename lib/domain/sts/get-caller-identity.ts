import { z } from "zod";
import { actorName } from "../audit/record";
import { recordedCall } from "../audit/recorded-call";
import { principalOf } from "../authorize";
import type { Actor } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";

export interface CallerIdentity {
  kind: "Account" | "RAMUser" | "AssumedRoleUser";
  accountId: string;
  /** Of the account, the user, or the role. */
  id: string;
  /** Only of one who took on a role. */
  sessionName?: string;
  arn: string;
}

/** Who the credentials belong to. Everybody may ask that of their own, whatever their policies say. */
export const getCallerIdentity = operation(
  "GetCallerIdentity",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<CallerIdentity> =>
    recordedCall(ctx, "GetCallerIdentity", async ({ actor }) => {
      const result = identityOf(actor);
      const subject = { accountId: result.accountId, region: "", arn: principalOf(actor)?.arn ?? result.arn };
      return { result, subject, used: [] };
    }),
);

function identityOf(actor: Actor): CallerIdentity {
  const arn = actorName(actor);
  switch (actor.kind) {
    case "person":
    case "accessKey": {
      const { accountId, root, personPk } = actor;
      return root
        ? { kind: "Account", accountId, id: accountId, arn }
        : { kind: "RAMUser", accountId, id: personPk, arn };
    }
    case "role": {
      const { accountId, rolePk: id, sessionName } = actor;
      return { kind: "AssumedRoleUser", accountId, id, sessionName, arn };
    }
    default:
      throw new DomainError("NotSignedIn");
  }
}
