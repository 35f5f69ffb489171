import {
  type Authority,
  type CertifiedName,
  certificateEnd,
  certificateFingerprint,
  issueServerCertificate,
  makeAuthority,
} from "@/lib/crypto/certificate";
import type { Keyring } from "@/lib/crypto/keyring";
import { randomBytes } from "@/lib/crypto/random";
import { open, readHeader, seal } from "@/lib/crypto/sealed";
import type { CertificateAuthorityModel } from "@/lib/generated/prisma/models";
import type { Ctx } from "../context";
import { keyringOf } from "../wrapping-keys";

// The deployment's own certificate authority (openapi.md 1.5): one row, made by whichever gateway is first. Its key lies
// sealed by the root key, and is open for the moment of one signature.

type Needs = Pick<Ctx, "db" | "now" | "keyring">;

const DAY_MS = 86_400_000;
const AUTHORITY_DAYS = 3652;
const SERVER_DAYS = 365;
/** Clocks of clients differ; a certificate that begins this very second is not valid yet for some. */
const BACKDATED_MS = 3_600_000;

/** A certificate for a gateway under its names, with a fresh key; the authority is made where there is none. */
export async function serverCertificate(
  ctx: Needs,
  names: readonly CertifiedName[],
): Promise<{ certificate: string; key: string; expiresAt: Date }> {
  const authority = await openAuthority(ctx, await ensureAuthority(ctx));
  try {
    const validity = validityFrom(ctx.now(), SERVER_DAYS);
    const issued = issueServerCertificate(authority, { commonName: "KMS Console gateway", names, validity });
    return { ...issued, expiresAt: certificateEnd(issued.certificate) };
  } finally {
    authority.key.fill(0);
  }
}

/** The row of the authority. Of two gateways that start at once one writes it, and both read that one. */
export async function ensureAuthority(ctx: Needs): Promise<CertificateAuthorityModel> {
  const known = await ctx.db.certificateAuthority.findFirst();
  if (known) return known;
  const keyring = keyringOf(ctx);
  const validity = validityFrom(ctx.now(), AUTHORITY_DAYS);
  const { certificate, key } = makeAuthority(`KMS Console CA ${randomBytes(4).toString("hex")}`, validity);
  const fingerprint = certificateFingerprint(certificate);
  const keySealed = sealKey(keyring, fingerprint, key);
  key.fill(0);
  await ctx.db.certificateAuthority.createMany({
    data: { certificate, fingerprint, keySealed, createdAt: ctx.now(), expiresAt: validity.notAfter },
    skipDuplicates: true,
  });
  await ctx.db.installation.updateMany({
    where: { rootFingerprint: null },
    data: { rootFingerprint: keyring.fingerprint },
  });
  return ctx.db.certificateAuthority.findFirstOrThrow();
}

/** Opens the key; one that an older root key sealed is sealed anew, so that its line may leave the root file. */
async function openAuthority(ctx: Needs, row: CertificateAuthorityModel): Promise<Authority> {
  const { certificate, fingerprint, keySealed } = row;
  const keyring = keyringOf(ctx);
  const key = open(keyring.resolveRoot, "ca-key", [fingerprint], keySealed);
  if (readHeader(keySealed).generation !== keyring.currentGeneration) {
    await ctx.db.certificateAuthority.updateMany({
      where: { keySealed },
      data: { keySealed: sealKey(keyring, fingerprint, key) },
    });
  }
  return { certificate, key };
}

const sealKey = (keyring: Keyring, fingerprint: string, key: Buffer) =>
  new Uint8Array(seal(keyring.root, "ca-key", [fingerprint], key));

function validityFrom(now: Date, days: number) {
  const from = now.getTime() - BACKDATED_MS;
  return { notBefore: new Date(from), notAfter: new Date(from + days * DAY_MS) };
}
