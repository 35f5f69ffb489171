import { z } from "zod";
import { type FileHeader, readFileHeader } from "@/lib/crypto/delivered-file";
import { CryptoError } from "@/lib/crypto/errors";
import { assertOperator } from "../accounts/acting-person";
import { parseArn } from "../arn";
import { recordOutcome } from "../audit/record";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { assertAllowed } from "../keys/key-state";
import { keySubject, LOADED_KEY } from "../keys/load-key";
import { operation } from "../operation";
import { openFileKey } from "./file-encryption";

/**
 * The data key of an encrypted delivered file, for the operator's command line: nobody else opens what lies under a
 * service key (KEY-05). The event stands in the trail of the account whose file it is.
 * @throws DomainError InvalidCiphertext, KeyNotFound, and what the state of the key forbids
 */
export const openDeliveredFile = operation(
  "OpenDeliveredFile",
  { touches: "secrets", schema: z.object({ header: z.instanceof(Uint8Array) }) },
  async (ctx, input): Promise<{ dataKey: Uint8Array }> => {
    assertOperator(ctx, "kms:OpenDeliveredFile");
    // The flag on a person opens no tenant's data (decisions 6); the machine's own command line does, and it is told.
    if (ctx.actor.kind !== "operator") {
      throw new DomainError("NoPermission", { action: "kms:OpenDeliveredFile", resource: "deployment" });
    }
    const header = headerOf(input.header);
    const key = await keyNamed(ctx, header);
    assertAllowed("Decrypt", key, ctx.now());
    const dataKey = await openFileKey(ctx, key, header);
    await recordOutcome(ctx, "OpenDeliveredFile", keySubject(key), "Success", { file: header.fileId.toString("hex") });
    return { dataKey };
  },
);

function headerOf(bytes: Uint8Array): FileHeader {
  try {
    const header = readFileHeader(bytes);
    if (header) return header;
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
  throw new DomainError("InvalidCiphertext");
}

async function keyNamed(ctx: Ctx, { keyArn }: FileHeader) {
  const { region, accountId, name: keyId } = parseArn(keyArn, "header");
  const key = await ctx.db.key.findUnique({ where: { region_keyId: { region, keyId } }, include: LOADED_KEY });
  if (key?.accountId !== accountId) throw new DomainError("KeyNotFound");
  return key;
}
