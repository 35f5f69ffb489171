import type { KeyObject } from "node:crypto";
import { openBlob, sealBlob } from "@/lib/crypto/blob";
import { equalBytes } from "@/lib/crypto/bytes";
import { encodeContext } from "@/lib/crypto/context";
import { CryptoError } from "@/lib/crypto/errors";
import { openKeyMaterial, publicKeyOf } from "@/lib/crypto/key-material";
import { detailsOf } from "@/lib/crypto/key-spec";
import { generateMac, verifyMac } from "@/lib/crypto/mac";
import { oaepDecrypt, oaepEncrypt } from "@/lib/crypto/oaep";
import { checkProbe } from "@/lib/crypto/probe";
import { randomBytes } from "@/lib/crypto/random";
import { open, type WrappingKey } from "@/lib/crypto/sealed";
import { signDigest, verifyDigest } from "@/lib/crypto/sign-digest";
import type { Tx } from "../context";
import type { Instance } from "../instances/load-instance";
import { encryptionAlgorithmsOf, macAlgorithmsOf, signatureAlgorithmsOf } from "../keys/key-algorithms";
import { sealedFields } from "../keys/key-material";
import type { ReportProblem } from "./report-view";

// Every restored version answers twice: the probe that was saved with it, and a canary of this moment that goes through it
// and back. Asked of the rows as the database has them, not of what was in hand when they were written.

const CANARY_BYTES = 32;

interface Answers {
  canaries: number;
  problems: ReportProblem[];
}

/** Asks all versions of the given keys; those that wait for their material have nothing to ask. */
export async function askCanaries(
  tx: Tx,
  instance: Instance,
  wrapping: WrappingKey,
  keyPks: string[],
): Promise<Answers> {
  const rows = await tx.db.keyVersion.findMany({
    where: { keyPk: { in: keyPks }, material: { isNot: null } },
    select: { versionId: true, probe: true, key: true, material: { select: { sealed: true } } },
  });
  const problems = rows.flatMap(({ versionId, probe, key, material }): ReportProblem[] => {
    if (!material) return [];
    const fields = sealedFields({ ...key, instance }, versionId);
    const answers = answering(() => {
      const resolve = (id: string, generation: number) =>
        id === wrapping.id && generation === wrapping.generation ? wrapping.bytes : undefined;
      const opened = openKeyMaterial(key.spec, open(resolve, "key-material", fields, material.sealed));
      return checkProbe(key.spec, versionId, opened, probe) && comesBack(key, versionId, opened);
    });
    const { keyId: id, accountId } = key;
    return answers ? [] : [{ problem: "wrongAnswer", kind: "key", id, accountId, versionId }];
  });
  return { canaries: rows.length, problems };
}

type Used = { spec: Parameters<typeof detailsOf>[0]; usage: string };

/** What the key is made for, there and back: encrypted and decrypted, signed and verified, or a MAC. */
function comesBack({ spec, usage }: Used, versionId: string, material: KeyObject): boolean {
  const canary = randomBytes(CANARY_BYTES);
  const { kind } = detailsOf(spec);
  if (kind === "symmetric") {
    const context = encodeContext({ purpose: "drill" });
    return equalBytes(openBlob(material, sealBlob(material, versionId, canary, context), context), canary);
  }
  if (kind === "mac") {
    return macAlgorithmsOf(spec).every((algorithm) =>
      verifyMac(material, algorithm, canary, generateMac(material, algorithm, canary)),
    );
  }
  const publicKey = publicKeyOf(material);
  if (usage === "SIGN_VERIFY") {
    const [algorithm] = signatureAlgorithmsOf(spec);
    return (
      algorithm !== undefined && verifyDigest(publicKey, algorithm, canary, signDigest(material, algorithm, canary))
    );
  }
  const [algorithm] = encryptionAlgorithmsOf(spec);
  if (algorithm === undefined) return false;
  return equalBytes(oaepDecrypt(material, algorithm, oaepEncrypt(publicKey, algorithm, canary)), canary);
}

function answering(ask: () => boolean): boolean {
  try {
    return ask();
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
