import { z } from "zod";
import { CryptoError } from "@/lib/crypto/errors";
import { importMaterial } from "@/lib/crypto/import-material";
import { openKeyMaterial } from "@/lib/crypto/key-material";
import { checkProbe } from "@/lib/crypto/probe";
import { record } from "../audit/record";
import { refusingAboutAsync } from "../audit/refusal-subject";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { transaction } from "../transaction";
import { changeKey, viewOf } from "./change-key";
import { bytesSchema } from "./encrypt";
import { assertMaterialExpiry } from "./import-rules";
import { openImportToken } from "./import-tokens";
import { keyForImport } from "./key-for-import";
import { probeOf, sealMaterial } from "./key-material";
import { stateAt } from "./key-state";
import type { KeyView } from "./key-view";
import { keySubject, type LoadedKey } from "./load-key";
import { holdDearMaterial } from "./new-material";

const schema = z.object({
  region: z.string(),
  key: z.string().min(1),
  wrapped: bytesSchema,
  token: z.string(),
  /** When the material goes again; null: never (KEY-64). */
  expiresAt: z.date().nullable().default(null),
});
type Input = z.infer<typeof schema>;

/**
 * Takes material that was wrapped under the public key of an import token (KEY-60, KEY-69). The key is Enabled from then
 * on; a Disabled one that has its material stays so. A later import takes the same material alone, ever (KEY-65), and
 * sets its expiry anew. Refuses a token of another key or past its day, an expiry that has passed, and everything that is
 * wrong with the material by one error, whatever it was (KEY-62).
 */
export const importKeyMaterial = operation(
  "ImportKeyMaterial",
  { touches: "secrets", schema },
  async (ctx, input): Promise<KeyView> => {
    const found = await keyForImport(ctx, "ImportKeyMaterial", input);
    return refusingAboutAsync(keySubject(found), async () => {
      assertMaterialExpiry(input.expiresAt, ctx.now());
      // Outside the transaction: whether an RSA key is one takes longer than a row may be held for.
      const material = await unwrapped(ctx, found, input);
      try {
        return await transaction(ctx, (tx) => keep(tx, input, material));
      } finally {
        material.fill(0);
      }
    });
  },
);

async function unwrapped(ctx: Ctx, key: LoadedKey, { token, wrapped }: Input): Promise<Buffer> {
  const { importKey, algorithm } = await openImportToken(ctx, key, token);
  await holdDearMaterial(ctx, key.spec, key.region);
  try {
    return await importMaterial(key.spec, importKey, algorithm, wrapped);
  } catch (error) {
    if (error instanceof CryptoError && error.code === "DoesNotOpen") throw new DomainError("InvalidKeyMaterial");
    throw error;
  }
}

/** The key is judged again: it may have been changed, or imported into, while the material was unwrapped. */
async function keep(tx: Tx, input: Input, material: Buffer): Promise<KeyView> {
  const key = await keyForImport(tx, "ImportKeyMaterial", input);
  const version = await tx.db.keyVersion.findUniqueOrThrow({
    where: { region_versionId: { region: key.region, versionId: key.primaryVersionId } },
    select: { pk: true, versionId: true, probe: true, material: { select: { versionPk: true } } },
  });
  const isFirst = version.probe.length === 0;
  if (!isFirst) assertSameMaterial(key, version, material);
  const before = stateAt(key, tx.now());
  const state = before === "PendingImport" ? "Enabled" : before;
  // First, so that of two imports one has the row and the other finds it changed.
  await changeKey(tx, key, { state, materialExpiresAt: input.expiresAt });
  if (isFirst) {
    const probe = new Uint8Array(probeOf(key.spec, version.versionId, material));
    await tx.db.keyVersion.update({ where: { pk: version.pk }, data: { probe } });
  }
  if (!version.material) await sealMaterial(tx, key, version, material);
  const expiresAt = input.expiresAt?.toISOString() ?? "";
  await record(tx, "ImportKeyMaterial", keySubject(key), { keyVersionId: version.versionId, expiresAt, from: before });
  return viewOf(tx, key.pk);
}

/** KEY-65, by the known answer, which outlives the material (decisions 5.4). */
function assertSameMaterial(
  key: LoadedKey,
  { versionId, probe }: { versionId: string; probe: Uint8Array },
  material: Buffer,
): void {
  const opened = openKeyMaterial(key.spec, Buffer.from(material));
  if (!checkProbe(key.spec, versionId, opened, probe)) throw new DomainError("InvalidKeyMaterial");
}
