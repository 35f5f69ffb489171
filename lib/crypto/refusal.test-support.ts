import { CryptoError } from "./errors";

/**
 * Matches `DoesNotOpen` only when there is nothing in it to tell one refusal from another (S11): the same class, code
 * and message, no cause, and no property besides.
 */
export const theOneRefusal = {
  asymmetricMatch(error: unknown): boolean {
    if (!(error instanceof CryptoError)) return false;
    const shown = JSON.stringify([error.name, error.code, error.message, Object.keys(error).sort(), "cause" in error]);
    return shown === JSON.stringify(["CryptoError", "DoesNotOpen", "DoesNotOpen", ["code", "name"], false]);
  },
  toString: () => "the one refusal",
};
