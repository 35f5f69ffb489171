/**
 * Published vectors (Project Wycheproof) against the very functions that the layouts call (S1): symmetric and derived.
 * Those of asymmetric keys, MACs and import are in wycheproof-keys.test.ts.
 */
import { describe, expect, it } from "vitest";
import { gcmOpen, gcmSeal } from "./aead";
import { equalBytes } from "./bytes";
import { expand } from "./derive";
import { type HmacHash, hmac } from "./digest";
import { codeOf, fromHex, type Group, groupsOf, present, type Vector } from "./wycheproof.test-support";

type AeadVector = Vector & Record<"key" | "iv" | "aad" | "msg" | "ct" | "tag", string>;
type AeadGroup = Group<AeadVector> & Record<"keySize" | "ivSize" | "tagSize", number>;
type HkdfVector = Vector & Record<"ikm" | "salt" | "info" | "okm", string> & { readonly size: number };
type MacVector = Vector & Record<"key" | "msg" | "tag", string>;
type MacGroup = Group<MacVector> & { readonly tagSize: number };

describe.skipIf(!present)("Wycheproof (S1)", () => {
  it("AES-GCM: every vector of the one size that the layouts use", () => {
    let [valid, invalid] = [0, 0];
    for (const group of groupsOf<AeadGroup>("aes_gcm")) {
      if (group.keySize !== 256 || group.ivSize !== 96 || group.tagSize !== 128) continue;
      for (const vector of group.tests) {
        const [key, nonce, aad] = [fromHex(vector.key), fromHex(vector.iv), fromHex(vector.aad)] as const;
        const plaintext = fromHex(vector.msg);
        const sealed = fromHex(vector.ct + vector.tag);
        if (vector.result === "valid") {
          expect(gcmOpen(key, nonce, aad, sealed).equals(plaintext), `vector ${vector.tcId}`).toBe(true);
          expect(gcmSeal(key, nonce, aad, plaintext).equals(sealed), `vector ${vector.tcId}`).toBe(true);
          valid += 1;
        } else {
          expect(
            codeOf(() => gcmOpen(key, nonce, aad, sealed)),
            `vector ${vector.tcId}`,
          ).toBe("DoesNotOpen");
          invalid += 1;
        }
      }
    }
    expect({ valid, invalid }).toEqual({ valid: 39, invalid: 27 });
  });

  it("AES-GCM: every other size of key, nonce or tag is refused, valid elsewhere or not", () => {
    let refused = 0;
    for (const group of groupsOf<AeadGroup>("aes_gcm")) {
      if (group.keySize === 256 && group.ivSize === 96) continue;
      for (const { key, iv, aad, ct, tag } of group.tests) {
        const code = codeOf(() => gcmOpen(fromHex(key), fromHex(iv), fromHex(aad), fromHex(ct + tag)));
        expect(code).toBe(group.keySize === 256 ? "InvalidLayout" : "InvalidKey");
        refused += 1;
      }
    }
    expect(refused).toBe(250);
  });

  it("HKDF-SHA-512: the expand step, for every length of one block; longer is refused", () => {
    let [expanded, refused] = [0, 0];
    for (const vector of groupsOf<Group<HkdfVector>>("hkdf_sha512").flatMap(({ tests }) => tests)) {
      // The extract step of RFC 5869, section 2.2, which the product does not use; no salt means 64 zero bytes.
      const salt = vector.salt === "" ? Buffer.alloc(64) : fromHex(vector.salt);
      const pseudoRandomKey = hmac("sha512", salt, fromHex(vector.ikm));
      if (vector.size > 64) {
        expect(codeOf(() => expand(pseudoRandomKey, fromHex(vector.info), vector.size))).toBe("InvalidLayout");
        refused += 1;
      } else {
        const okm = expand(pseudoRandomKey, fromHex(vector.info), vector.size);
        expect(okm.toString("hex"), `vector ${vector.tcId}`).toBe(vector.okm);
        expanded += 1;
      }
    }
    expect({ expanded, refused }).toEqual({ expanded: 72, refused: 11 });
  });

  it.each<[HmacHash, number]>([
    ["sha224", 172],
    ["sha256", 174],
    ["sha384", 174],
    ["sha512", 174],
  ])("HMAC with %s: valid tags match and invalid ones do not", (hash, count) => {
    let tried = 0;
    for (const { tests, tagSize } of groupsOf<MacGroup>(`hmac_${hash}`)) {
      for (const { key, msg, tag, result, tcId } of tests) {
        const mac = hmac(hash, fromHex(key), fromHex(msg)).subarray(0, tagSize / 8);
        expect(equalBytes(mac, fromHex(tag)), `vector ${tcId}`).toBe(result === "valid");
        tried += 1;
      }
    }
    expect(tried).toBe(count);
  });
});
