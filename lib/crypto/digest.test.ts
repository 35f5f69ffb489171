import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json";
import { auditLink, hmac, manifestMac, sha256, sha256Hex, tokenDigest } from "./digest";
import { randomBytes } from "./random";

describe("SHA-256", () => {
  it("answers the examples of FIPS 180-4, in one part or several", () => {
    const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    expect(sha256Hex(Buffer.from("abc"))).toBe(abc);
    expect(sha256(Buffer.from("a"), Buffer.from("bc")).toString("hex")).toBe(abc);
    expect(tokenDigest("abc").toString("hex")).toBe(abc);
    expect(sha256Hex()).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  });
});

describe("HMAC-SHA-1", () => {
  it("answers the second case of RFC 2202; the provider's older signature needs it", () => {
    const mac = hmac("sha1", Buffer.from("Jefe"), Buffer.from("what do ya want for nothing?"));
    expect(mac.toString("hex")).toBe("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");
  });
});

describe("the MAC of a manifest", () => {
  it("changes with the manifest and with the backup key, and is not made with the backup key itself", () => {
    const key = randomBytes(32);
    const manifest = canonicalJson({ run: 1, packs: [] });
    const mac = manifestMac(key, manifest);
    expect(manifestMac(key, manifest).equals(mac)).toBe(true);
    expect(manifestMac(key, canonicalJson({ run: 2, packs: [] })).equals(mac)).toBe(false);
    expect(manifestMac(randomBytes(32), manifest).equals(mac)).toBe(false);
    expect(hmac("sha256", key, manifest).equals(mac)).toBe(false);
  });
});

describe("a link of the audit chain", () => {
  it("is SHA-256(previous ‖ u64 seq ‖ leaf) (decisions, section 9)", () => {
    const [previous, leaf] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    const joined = Buffer.concat([previous, Buffer.from("0000000000000007", "hex"), leaf]);
    expect(auditLink(previous, 7n, leaf).equals(sha256(joined))).toBe(true);
    expect(auditLink(previous, 8n, leaf).equals(auditLink(previous, 7n, leaf))).toBe(false);
  });

  it("refuses links and leaves that are not digests, which could trade bytes", () => {
    expect(() => auditLink(Buffer.alloc(31), 1n, Buffer.alloc(32))).toThrow(
      expect.objectContaining({ code: "InvalidLayout" }),
    );
  });
});
