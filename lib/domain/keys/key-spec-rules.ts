import { detailsOf, isKeySpec, type KeySpec, keySpecs } from "@/lib/crypto/key-spec";
import type { KeyKind, KeyUsage } from "@/lib/generated/prisma/enums";
import { DomainError } from "../errors";
import { encryptionAlgorithmsOf, macAlgorithmsOf, signatureAlgorithmsOf } from "./key-algorithms";

// What a specification can do, and which cryptographic call asks for what (KEY-20..27, CRY-05, CRY-06). Pure: forms and
// buttons read the same tables.

type SpecKind = ReturnType<typeof detailsOf>["kind"];

interface Use {
  kinds: readonly SpecKind[];
  usages: readonly KeyUsage[];
}

const symmetric: Use = { kinds: ["symmetric"], usages: ["ENCRYPT_DECRYPT"] };
const asymmetricEncryption: Use = { kinds: ["rsa"], usages: ["ENCRYPT_DECRYPT"] };
const signature: Use = { kinds: ["rsa", "ec"], usages: ["SIGN_VERIFY"] };
const mac: Use = { kinds: ["mac"], usages: ["GENERATE_VERIFY_MAC"] };

export const KEY_USES = {
  Encrypt: symmetric,
  Decrypt: symmetric,
  GenerateDataKey: symmetric,
  GenerateDataKeyWithoutPlaintext: symmetric,
  ExportDataKey: symmetric,
  GenerateAndExportDataKey: symmetric,
  // Its source may be a ciphertext of AsymmetricEncrypt; that it goes to a symmetric key is asked where it goes.
  ReEncrypt: symmetric,
  AsymmetricEncrypt: asymmetricEncryption,
  AsymmetricDecrypt: asymmetricEncryption,
  AsymmetricSign: signature,
  AsymmetricVerify: signature,
  GetPublicKey: { kinds: ["rsa", "ec"], usages: ["ENCRYPT_DECRYPT", "SIGN_VERIFY"] },
  GenerateMac: mac,
  VerifyMac: mac,
} as const satisfies Record<string, Use>;
export type UsingCall = keyof typeof KEY_USES;

/** Whether the call works with keys of this specification and usage. */
export function fitsUse(call: UsingCall, { spec, usage }: { spec: KeySpec; usage: KeyUsage }): boolean {
  const use: Use = KEY_USES[call];
  return use.kinds.includes(detailsOf(spec).kind) && use.usages.includes(usage);
}

/** What a key of the specification may be made for (KEY-27); the first is the one where none is named (KEY-25). */
export function usagesOf(spec: KeySpec): readonly KeyUsage[] {
  switch (detailsOf(spec).kind) {
    case "symmetric":
      return ["ENCRYPT_DECRYPT"];
    case "rsa":
      return ["SIGN_VERIFY", "ENCRYPT_DECRYPT"];
    case "ec":
      return ["SIGN_VERIFY"];
    case "mac":
      return ["GENERATE_VERIFY_MAC"];
  }
}

/** The provider's words for usages (KEY-26). */
export const USAGE_NAMES = {
  ENCRYPT_DECRYPT: "ENCRYPT/DECRYPT",
  SIGN_VERIFY: "SIGN/VERIFY",
  GENERATE_VERIFY_MAC: "GENERATE_VERIFY_MAC",
} as const satisfies Record<KeyUsage, string>;

/** @throws DomainError UnsupportedKeySpec: SM2, SM4 and the specifications of hardware keys among others */
export function specOf(name: string): KeySpec {
  if (!isKeySpec(name)) throw new DomainError("UnsupportedKeySpec", { spec: name.slice(0, 64) });
  return name;
}

/** KEY-25, KEY-27. `name` as the provider writes it. @throws DomainError InvalidParameter */
export function usageOf(spec: KeySpec, name: string | undefined): KeyUsage {
  const usages = usagesOf(spec);
  const usage = name === undefined ? usages[0] : usages.find((each) => USAGE_NAMES[each] === name);
  if (usage === undefined) throw new DomainError("InvalidParameter", { name: "KeyUsage" });
  return usage;
}

export const isSymmetric = (spec: KeySpec) => detailsOf(spec).kind === "symmetric";
export const isAsymmetric = (spec: KeySpec) => ["rsa", "ec"].includes(detailsOf(spec).kind);

/** KEY-73: only symmetric keys with material made here rotate; a service key's rotation is its product's. */
export function mayRotate(key: { spec: KeySpec; origin: "Aliyun_KMS" | "EXTERNAL"; kind: KeyKind }): boolean {
  return isSymmetric(key.spec) && key.origin === "Aliyun_KMS" && key.kind !== "Service";
}

/** KEY-76: new versions by hand are for asymmetric keys whose material is made here. */
export function mayHaveVersions(key: { spec: KeySpec; origin: "Aliyun_KMS" | "EXTERNAL" }): boolean {
  return isAsymmetric(key.spec) && key.origin === "Aliyun_KMS";
}

/** Every specification, in the order of KEY-20..24. */
export const SPECS = Object.keys(keySpecs) as KeySpec[]; // the table's own names

/** What a key of the specification signs or encrypts with (CRY-05, CRY-06), the first being the usual one. */
export function algorithmsOf(spec: KeySpec, usage: KeyUsage): readonly string[] {
  if (usage === "SIGN_VERIFY") return signatureAlgorithmsOf(spec);
  return usage === "GENERATE_VERIFY_MAC" ? macAlgorithmsOf(spec) : encryptionAlgorithmsOf(spec);
}
