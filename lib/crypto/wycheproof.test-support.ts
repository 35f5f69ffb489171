/**
 * Published vectors (Project Wycheproof). They are no part of the project and are read from beside it; where that folder
 * does not stand, one line says so and the tests are skipped.
 */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { CryptoError } from "./errors";

const folder = fileURLToPath(new URL("../../../shared/vectors/wycheproof/", import.meta.url));

export const present = existsSync(folder);
if (!present) process.stderr.write("skipped: the Wycheproof vectors are not at ../shared/vectors/wycheproof\n");

/** "acceptable": valid in a form that an implementation may refuse. */
export type Vector = {
  readonly tcId: number;
  readonly comment: string;
  readonly result: "valid" | "invalid" | "acceptable";
};
export type Group<T extends Vector> = { readonly tests: readonly T[] };

export function groupsOf<G extends Group<Vector>>(name: string): G[] {
  return (JSON.parse(readFileSync(`${folder}${name}_test.json`, "utf8")) as { testGroups: G[] }).testGroups;
}

export const fromHex = (hex: string) => Buffer.from(hex, "hex");

/** The code of the CryptoError that `act` throws, undefined where it throws none; other errors pass through. */
export function codeOf(act: () => unknown): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}
