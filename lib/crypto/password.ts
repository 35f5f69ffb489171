/**
 * Passwords: argon2id, 19 MiB, two passes (S35), about 50 ms. The hash is a PHC string, which names its parameters, so
 * that they can be raised without touching what is stored.
 */
import { type Algorithm, hash, verify } from "@node-rs/argon2";
import { randomBytes } from "./random";

const argon2id: Algorithm.Argon2id = 2;
const cost = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };
const saltBytes = 16;

export function hashPassword(password: string): Promise<string> {
  return hash(normal(password), { ...cost, salt: randomBytes(saltBytes) });
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, normal(password));
}

let nobodysHash: Promise<string> | undefined;

/** Does the work of `verifyPassword` where there is no hash, so that an unknown name takes the time of a known one (S34). */
export async function verifyNobodysPassword(password: string): Promise<false> {
  nobodysHash ??= hashPassword(randomBytes(32).toString("base64url"));
  await verifyPassword(await nobodysHash, password);
  return false;
}

/** Keyboards differ in how they compose a character; the person typed the same. */
function normal(password: string): string {
  return password.normalize("NFKC");
}
