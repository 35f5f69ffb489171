import { containerArn, isArn } from "@/lib/domain/arn";
import type { Recorded } from "@/lib/domain/audit/record";
import { accountOf, principalOf } from "@/lib/domain/authorize";
import type { Ctx } from "@/lib/domain/context";
import { keyAddress } from "@/lib/domain/keys/load-key";
import type { ApiContext } from "./api-context";
import { type Call, STS_VERSION } from "./dispatch";

const NAME_LIMIT = 300;

/** What an event is about as far as the parameters say it: the key, secret, alias or instance named, else the container. */
export function subjectOf({ ctx, regionSoFar: region }: ApiContext, { signed }: Call): Recorded {
  const accountId = accountOf(ctx);
  const named = (name: string) => signed.parameters.get(name)?.slice(0, NAME_LIMIT);
  // Identities belong to no region, as their ARNs say.
  if (signed.version === STS_VERSION) {
    return { accountId, region: "", arn: named("RoleArn") ?? principalOf(ctx.actor)?.arn ?? "" };
  }
  const key = named("KeyId") ?? named("AliasName");
  if (key) return { accountId, region, arn: arnOfKey(ctx, region, key) };
  const secret = named("SecretName");
  if (secret) {
    const arn = isArn(secret) ? secret : `${containerArn(region, accountId, "secret")}/${secret}`;
    return { accountId, region, arn };
  }
  const instance = named("KmsInstanceId");
  if (instance) return { accountId, region, arn: `${containerArn(region, accountId, "keystore")}/${instance}` };
  return { accountId, region, arn: containerArn(region, accountId, "key") };
}

function arnOfKey(ctx: Ctx, region: string, key: string): string {
  try {
    return keyAddress(ctx, { region, key }).arn;
  } catch {
    return key; // no ARN of ours; told as it was sent
  }
}
