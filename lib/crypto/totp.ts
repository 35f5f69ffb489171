/**
 * One-time codes by the clock: TOTP (RFC 6238) with SHA-1, 30 seconds and six digits, which is what authenticator apps
 * take. Who calls remembers the step of the last code that was taken: a code is good for one use (S35).
 */
import { equalBytes, utf8 } from "./bytes";
import { hmac } from "./digest";
import { randomBytes } from "./random";

const seedBytes = 20;
const stepSeconds = 30;
const digits = 6;
/** A phone's clock may be half a minute off, and typing takes time. */
const stepsAround = 1;

/** 160 bits, as many as the MAC has (RFC 4226, section 4). */
export function newTotpSeed(): Buffer {
  return randomBytes(seedBytes);
}

/** The number of the 30 seconds that `at` lies in. */
export function totpStep(at: Date): number {
  return Math.floor(at.getTime() / 1000 / stepSeconds);
}

/** The code of one step (RFC 4226, section 5.3). */
export function totpCode(seed: Uint8Array, step: number, length = digits): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = hmac("sha1", seed, counter);
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** length).padStart(length, "0");
}

/**
 * The steps of the window whose code was typed, newest first: nearly always none or one. All of the window is compared,
 * each in constant time.
 */
export function stepsOfCode(seed: Uint8Array, typed: string, at: Date): number[] {
  const now = totpStep(at);
  const found: number[] = [];
  for (let step = now + stepsAround; step >= Math.max(now - stepsAround, 0); step--) {
    if (equalBytes(utf8(typed), utf8(totpCode(seed, step)))) found.push(step);
  }
  return found;
}

const base32Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, without padding: how a seed is typed into an app. */
export function base32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => base32Alphabet[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

/** What a QR code holds for the app. */
export function otpauthUrl(seed: Uint8Array, issuer: string, label: string): string {
  const name = `${encodeURIComponent(issuer)}:${encodeURIComponent(label)}`;
  return `otpauth://totp/${name}?secret=${base32(seed)}&issuer=${encodeURIComponent(issuer)}`;
}
