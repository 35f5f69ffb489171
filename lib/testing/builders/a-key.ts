import type { Ctx } from "@/lib/domain/context";
import { createKey } from "@/lib/domain/keys/create-key";
import { disableKey } from "@/lib/domain/keys/disable-key";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";

export interface KeyWishes {
  /** Without one: a KMS 1.0 key, or one in the account's default instance. */
  instance?: { instanceId: string; region?: string };
  state?: "Enabled" | "Disabled" | "PendingDeletion";
  alias?: string;
  region?: string;
  description?: string;
  /** An RSA pair takes a large part of a second to make: one for a file of tests. */
  spec?: string;
  usage?: string;
  origin?: "Aliyun_KMS" | "EXTERNAL";
  tags?: { name: string; value: string }[];
  rotationSeconds?: number;
}

/** A key made through the operations, in the state wished for. */
export async function aKey(caller: Ctx, wishes: KeyWishes = {}): Promise<KeyView> {
  // 1.0 keys can only be changed over the wire (KEY-07).
  const ctx: Ctx = { ...caller, source: "ApiCall" };
  const region = wishes.region ?? wishes.instance?.region ?? "cn-hangzhou";
  const made = await createKey(
    ctx,
    createKey.schema.parse({
      region,
      instanceId: wishes.instance?.instanceId,
      alias: wishes.alias,
      description: wishes.description,
      spec: wishes.spec,
      usage: wishes.usage,
      origin: wishes.origin,
      tags: wishes.tags,
      rotationSeconds: wishes.rotationSeconds,
    }),
  );
  const input = { region, key: made.keyId };
  switch (wishes.state ?? "Enabled") {
    case "Enabled":
      return made;
    case "Disabled":
      return disableKey(ctx, input);
    case "PendingDeletion":
      return scheduleKeyDeletion(ctx, { ...input, windowDays: 7 });
  }
}
