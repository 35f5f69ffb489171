/** Whether an imported EC private key is one, on the curve that it must be on (KEY-69; SP 800-56A, section 5.6.2). */
import { createPrivateKey, type KeyObject } from "node:crypto";
import { curveOf, privateKeyFrom, privateNumberOf, publicPointOf } from "./curve";
import type { CurveName } from "./key-spec";

/**
 * The key made anew from its private number, with its public key; or undefined: another type or curve, a number outside
 * 1 to n-1, or a public key in it that is not this number's. OpenSSL reads a pair that does not belong together without
 * a word. A key that came without its public half, as RFC 5958 allows, is taken.
 */
export function consistentEcKey(key: KeyObject, curveName: CurveName): KeyObject | undefined {
  try {
    const curve = curveOf(key);
    if (curve.name !== curveName) return undefined;
    const privateNumber = privateNumberOf(key);
    if (privateNumber < 1n || privateNumber >= curve.order) return undefined;
    const again = privateKeyFrom(curve, privateNumber);
    const [right, given] = [publicPointOf(again), publicPointOf(key)];
    if (right.x !== given.x || right.y !== given.y) return undefined;
    return createPrivateKey({ key: again.export({ format: "jwk" }), format: "jwk" });
  } catch {
    return undefined; // OpenSSL's own refusals: a number too long to write, a curve without a name
  }
}
