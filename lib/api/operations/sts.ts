import { z } from "zod";
import { roleArn } from "@/lib/domain/policies/principal";
import { assumeRole } from "@/lib/domain/sts/assume-role";
import { getCallerIdentity } from "@/lib/domain/sts/get-caller-identity";
import { wireTime } from "../envelope";
import { integer, text } from "../fields";
import { acts, type GatewayActions, run, uses } from "../gateway-action";

/** Temporary credentials on the wire: the provider's STS (openapi.md 2), on the same port. */
export const stsActions: GatewayActions = {
  AssumeRole: acts({
    schema: z.object({
      RoleArn: text(),
      RoleSessionName: text(),
      DurationSeconds: integer().optional(),
      Policy: text().optional(),
    }),
    run: ({ ctx }, input) =>
      run(assumeRole, ctx, {
        roleArn: input.RoleArn,
        sessionName: input.RoleSessionName,
        durationSeconds: input.DurationSeconds,
        policy: input.Policy,
      }),
    present: (assumed) => ({
      Credentials: {
        AccessKeyId: assumed.accessKeyId,
        AccessKeySecret: assumed.accessKeySecret,
        SecurityToken: assumed.securityToken,
        Expiration: wireTime(assumed.expiresAt),
      },
      AssumedRoleUser: {
        Arn: `${roleArn(assumed.accountId, assumed.roleName)}/${assumed.sessionName}`,
        AssumedRoleId: `${assumed.rolePk}:${assumed.sessionName}`,
      },
    }),
  }),
  GetCallerIdentity: uses({
    schema: z.object({}),
    run: ({ ctx }) => getCallerIdentity(ctx, {}),
    present: ({ kind, accountId, id, sessionName, arn }) => ({
      IdentityType: kind,
      AccountId: accountId,
      PrincipalId: sessionName === undefined ? id : `${id}:${sessionName}`,
      ...(kind === "AssumedRoleUser" ? { RoleId: id } : { UserId: id }),
      Arn: arn,
    }),
  }),
};
