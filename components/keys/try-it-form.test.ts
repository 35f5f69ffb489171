import { expect, it } from "vitest";
import { ciphertextTyped, contextTyped, isTooLong } from "./try-it-form";

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

it("takes Base64 with line breaks and nothing else", () => {
  expect(ciphertextTyped(" a2V5\nLWpw== ")).toBe("a2V5LWpw==");
  expect([ciphertextTyped(""), ciphertextTyped("a b!"), ciphertextTyped("=a")]).toEqual([null, null, null]);
});
