import { randomUuid } from "@/lib/crypto/random";
import type { Ctx } from "@/lib/domain/context";
import { createSecret } from "@/lib/domain/secrets/create-secret";
import { deleteSecret } from "@/lib/domain/secrets/delete-secret";
import { describeSecret } from "@/lib/domain/secrets/describe-secret";
import type { SecretView } from "@/lib/domain/secrets/secret-view";
import { aKey } from "./a-key";
import { anInstance } from "./an-instance";

export interface SecretWishes {
  name?: string;
  /** Id, alias or ARN; without one a key of its own is made in `instance`. */
  encryptionKey?: string;
  /** Without one, and without a key, an instance of its own. */
  instance?: { instanceId: string; region?: string };
  value?: string | Uint8Array;
  versionId?: string;
  state?: "Enabled" | "PendingDeletion";
  region?: string;
  description?: string;
  tags?: { name: string; value: string }[];
}

/** A Generic secret made through the operations, in the state wished for. Bytes make a binary one. */
export async function aSecret(ctx: Ctx, wishes: SecretWishes = {}): Promise<SecretView> {
  const region = wishes.region ?? wishes.instance?.region ?? "cn-hangzhou";
  const name = wishes.name ?? `secret-${randomUuid()}`;
  const encryptionKey = wishes.encryptionKey ?? (await ownKey(ctx, region, wishes));
  const value = wishes.value ?? "correct horse battery staple";
  await createSecret(
    ctx,
    createSecret.schema.parse({
      region,
      name,
      encryptionKey,
      secretData: typeof value === "string" ? value : Buffer.from(value).toString("base64"),
      dataType: typeof value === "string" ? "text" : "binary",
      versionId: wishes.versionId,
      description: wishes.description,
      tags: wishes.tags,
    }),
  );
  if (wishes.state === "PendingDeletion")
    await deleteSecret(ctx, deleteSecret.schema.parse({ region, secret: name, recoveryWindowDays: 7 }));
  return describeSecret(ctx, { region, secret: name });
}

async function ownKey(ctx: Ctx, region: string, wishes: SecretWishes): Promise<string> {
  const instance = wishes.instance ?? (await anInstance(ctx, { region }));
  return (await aKey(ctx, { instance, region })).keyId;
}
