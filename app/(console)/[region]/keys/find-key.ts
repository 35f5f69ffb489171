import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { describeKey, type KeyDetails } from "@/lib/domain/keys/describe-key";

/** The key that an address names, or null: not found and not visible are one answer (POL-25). */
export async function findKey(ctx: Ctx, region: string, key: string): Promise<KeyDetails | null> {
  try {
    return await describeKey(ctx, { region, key });
  } catch (error) {
    if (error instanceof DomainError && error.kind === "notFound") return null;
    throw error;
  }
}
