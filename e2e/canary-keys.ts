import {
  constants,
  createCipheriv,
  createPublicKey,
  generateKeyPairSync,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
} from "node:crypto";
import { detailsOf, type KeySpec, keySpecs } from "../lib/crypto/key-spec";
import type { GenericCall } from "../lib/testing/sdk";
import { partsOf } from "./canary-boxes";
import type { Canary } from "./canary-search";
import { expect } from "./fixtures";

// Keys of every specification, made here and imported, each used with what is marked.

const SPECS = Object.keys(keySpecs) as KeySpec[];
const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" } as const;

export interface UsedKeys {
  /** Those with imported material. */
  imported: string[];
  canaries: Canary[];
}

export async function exerciseEveryKind(call: GenericCall, instanceId: string, mark: string): Promise<UsedKeys> {
  const used: UsedKeys = { imported: [], canaries: [] };
  for (const spec of SPECS) {
    const isRsa = detailsOf(spec).kind === "rsa";
    const made = { DKMSInstanceId: instanceId, KeySpec: spec, ...(isRsa && { KeyUsage: "ENCRYPT/DECRYPT" }) };
    await exercise(call, await createKey(call, made), spec, mark);
    const imported = await createKey(call, { ...made, Origin: "EXTERNAL" });
    used.canaries.push(...(await importInto(call, imported, spec)));
    used.canaries.push(...(await exercise(call, imported, spec, mark)));
    used.imported.push(imported.KeyId);
    if (!isRsa) continue;
    const signing = await createKey(call, { ...made, KeyUsage: "SIGN/VERIFY" });
    await signAndVerify(call, signing, detailsOf(spec), mark);
  }
  return used;
}

type Key = { KeyId: string; KeyVersionId: string };

async function createKey(call: GenericCall, wish: Record<string, string>): Promise<Key> {
  const { KeyMetadata } = await call("CreateKey", wish);
  const { KeyId, PrimaryKeyVersion: KeyVersionId } = KeyMetadata as { KeyId: string; PrimaryKeyVersion: string };
  return { KeyId, KeyVersionId };
}

/** Gives what went out of it and is secret. */
async function exercise(call: GenericCall, key: Key, spec: KeySpec, mark: string): Promise<Canary[]> {
  const details = detailsOf(spec);
  if (details.kind === "symmetric") return dataKeys(call, key.KeyId, mark);
  if (details.kind === "mac") return mac(call, key.KeyId, details.algorithm, mark);
  if (details.kind === "ec") return signAndVerify(call, key, details, mark);
  for (const Algorithm of details.encrypts) {
    const Plaintext = base64(`${mark} ${Algorithm}`);
    const { CiphertextBlob } = await call("AsymmetricEncrypt", { ...key, Algorithm, Plaintext });
    const opened = await call("AsymmetricDecrypt", { ...key, Algorithm, CiphertextBlob: String(CiphertextBlob) });
    expect(opened.Plaintext).toBe(Plaintext);
    const refused = call("AsymmetricDecrypt", { ...key, Algorithm, CiphertextBlob: base64(mark) });
    await expect(refused).rejects.toThrow();
  }
  return [];
}

async function dataKeys(call: GenericCall, KeyId: string, mark: string): Promise<Canary[]> {
  const holder = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const wrapping = {
    PublicKeyBlob: holder.publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    WrappingKeySpec: "RSA_2048",
    WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  };
  const opened = ({ ExportedDataKey }: Record<string, unknown>) =>
    privateDecrypt({ key: holder.privateKey, ...OAEP }, Buffer.from(String(ExportedDataKey), "base64"));
  const made = await call("GenerateAndExportDataKey", { KeyId, ...wrapping });
  const { CiphertextBlob } = await call("GenerateDataKeyWithoutPlaintext", { KeyId });
  const exported = await call("ExportDataKey", { CiphertextBlob: String(CiphertextBlob), ...wrapping });
  const context = { EncryptionContext: JSON.stringify({ tenant: "northgate" }) };
  await call("Encrypt", { KeyId, Plaintext: base64(`${mark} of a kind`), ...context });
  return [
    { name: "a data key that was made and exported", bytes: opened(made) },
    { name: "a data key that was exported", bytes: opened(exported) },
  ];
}

async function mac(call: GenericCall, KeyId: string, Algorithm: string, mark: string): Promise<Canary[]> {
  const message = { KeyId, Algorithm, Message: base64(`${mark} message`) };
  const { Mac } = await call("GenerateMac", message);
  expect((await call("VerifyMac", { ...message, Mac: String(Mac) })).Value).toBe(true);
  const other = { ...message, Message: base64(`${mark} other message`) };
  expect((await call("VerifyMac", { ...other, Mac: String(Mac) })).Value).toBe(false);
  return [];
}

async function signAndVerify(
  call: GenericCall,
  key: Key,
  details: ReturnType<typeof detailsOf>,
  mark: string,
): Promise<Canary[]> {
  for (const Algorithm of details.kind === "rsa" || details.kind === "ec" ? details.signs : []) {
    // 32 bytes in which the mark stands: nobody asks what they are the digest of.
    const signed = { ...key, Algorithm, Digest: base64(mark.padEnd(32, ".")) };
    const { Value } = await call("AsymmetricSign", signed);
    expect((await call("AsymmetricVerify", { ...signed, Value: String(Value) })).Value).toBe(true);
    const other = { ...signed, Digest: base64(mark.padEnd(32, "!")) };
    expect((await call("AsymmetricVerify", { ...other, Value: String(Value) })).Value).toBe(false);
    await expect(call("AsymmetricSign", { ...signed, Digest: base64(mark) })).rejects.toThrow();
  }
  return [];
}

/** Material made here, wrapped as a caller does; what does not open and what opens are sent. Gives all of it that is secret. */
async function importInto(call: GenericCall, { KeyId }: Key, spec: KeySpec): Promise<Canary[]> {
  const { kind } = detailsOf(spec);
  const isPair = kind === "rsa" || kind === "ec";
  const WrappingAlgorithm = isPair ? "RSAES_OAEP_SHA_256_AES_256_ECB_PKCS7_PAD" : "RSAES_OAEP_SHA_256";
  const asked = { KeyId, WrappingKeySpec: "RSA_2048", WrappingAlgorithm };
  const { PublicKey, ImportToken } = await call("GetParametersForImport", asked);
  const publicKey = createPublicKey({ key: Buffer.from(String(PublicKey), "base64"), format: "der", type: "spki" });
  const wrapped = (bytes: Buffer) => publicEncrypt({ key: publicKey, ...OAEP }, bytes);
  const send = (bytes: Buffer) =>
    call("ImportKeyMaterial", {
      KeyId,
      ImportToken: String(ImportToken),
      EncryptedKeyMaterial: bytes.toString("base64"),
    });
  const material = materialOf(spec);
  const oneTimeKey = randomBytes(32);
  await expect(send(wrapped(material.subarray(0, 20)))).rejects.toThrow(); // too short, and a part of what is secret
  await send(isPair ? Buffer.concat([wrapped(oneTimeKey), underOneTimeKey(oneTimeKey, material)]) : wrapped(material));
  return [
    ...partsOf(`imported material, ${spec}`, material),
    { name: "the one-time key of an import", bytes: oneTimeKey },
    { name: "an import token", bytes: Buffer.from(String(ImportToken)) },
  ];
}

function materialOf(spec: KeySpec): Buffer {
  const details = detailsOf(spec);
  if (details.kind === "symmetric") return randomBytes(32);
  if (details.kind === "mac") return randomBytes(details.keyBytes);
  const { privateKey } =
    details.kind === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: details.modulusBits, publicExponent: 65537 })
      : generateKeyPairSync("ec", { namedCurve: details.curve });
  return privateKey.export({ type: "pkcs8", format: "der" });
}

function underOneTimeKey(key: Buffer, material: Buffer): Buffer {
  const cipher = createCipheriv("aes-256-ecb", key, null);
  return Buffer.concat([cipher.update(material), cipher.final()]);
}

const base64 = (text: string) => Buffer.from(text).toString("base64");
