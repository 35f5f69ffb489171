import { expect, it } from "vitest";
import { base64Of, base64OfFile, bytesOf } from "./import-form";

const bytes = Uint8Array.from({ length: 256 }, (_, at) => at);
const encoded = Buffer.from(bytes).toString("base64");

it("takes Base64 as programs write it, and nothing else", () => {
  expect(base64Of(` ${encoded.slice(0, 64)}\n${encoded.slice(64)}\r\n`)).toBe(encoded);
  for (const typed of ["", " ", "abc", "ab=c", "====", `${encoded}!`, "äöüß"]) expect(base64Of(typed)).toBeUndefined();
});

it("takes a file of bytes, or of Base64", () => {
  expect(base64OfFile(bytes)).toBe(encoded);
  expect(base64OfFile(new TextEncoder().encode(`${encoded}\n`))).toBe(encoded);
  expect(base64OfFile(Uint8Array.of(1, 2, 3))).toBe("AQID");
  expect(base64OfFile(new Uint8Array())).toBe("");
});

it("gives bytes back for a file", () => {
  expect(bytesOf(encoded)).toEqual(bytes);
});
