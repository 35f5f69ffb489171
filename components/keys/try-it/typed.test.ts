import { expect, it } from "vitest";
import { base64Typed, contextTyped, isTooLong, oaepLimitBytes } from "./typed";

it("reads an encryption context of strings only (CRY-03)", () => {
  expect(contextTyped(" ")).toBeUndefined();
  expect(contextTyped('{"order":"20931"}')).toEqual({ order: "20931" });
  expect(['{"order":1}', "[]", "null", '"x"', "{"].map(contextTyped)).toEqual([null, null, null, null, null]);
});

it("counts the plaintext in bytes (CRY-01)", () => {
  expect([isTooLong("a".repeat(6144)), isTooLong("a".repeat(6145)), isTooLong("鍵".repeat(2049))]).toEqual([
    false,
    true,
    true,
  ]);
});

it("knows what RSA encrypts at once (CRY-05)", () => {
  const limits = ["RSA_2048", "RSA_3072"].flatMap((spec) =>
    ["RSAES_OAEP_SHA_256", "RSAES_OAEP_SHA_1"].map((algorithm) => oaepLimitBytes(spec, algorithm)),
  );
  expect(limits).toEqual([190, 214, 318, 342]);
  expect([isTooLong("a".repeat(190), 190), isTooLong("a".repeat(191), 190)]).toEqual([false, true]);
});

it("takes Base64 with line breaks and nothing else", () => {
  expect(base64Typed(" a2V5\nLWpw== ")).toBe("a2V5LWpw==");
  expect([base64Typed(""), base64Typed("a b!"), base64Typed("=a")]).toEqual([null, null, null]);
});
