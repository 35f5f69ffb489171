import type { Ctx } from "@/lib/domain/context";
import type { Region } from "@/lib/domain/instances/regions";
import { countKeys } from "@/lib/domain/keys/count-keys";
import { readableOr } from "../../readable";

const NONE = { total: 0 };

/** The other regions that have keys, for a list that has none. */
export async function keysElsewhere(ctx: Ctx, region: string): Promise<{ region: Region; total: number }[]> {
  const others = ctx.deployment.regions.filter((other) => other.id !== region);
  const counts = await Promise.all(
    others.map(async (other) => ({
      region: other,
      total: (await readableOr(countKeys(ctx, { region: other.id }), NONE)).total,
    })),
  );
  return counts.filter(({ total }) => total > 0);
}
