import { expect, it } from "vitest";
import { hashPassword, verifyNobodysPassword, verifyPassword } from "./password";

// With the product's own cost: the database tier's tests make their hashes with a smaller one.

const PASSWORD = "a long walk beside the canal";

it("is Argon2id of 19 MiB and two passes with a salt of its own each time (S35)", async () => {
  const [one, other] = [await hashPassword(PASSWORD), await hashPassword(PASSWORD)];
  const [, algorithm, version, cost, salt = "", digest = ""] = one.split("$");
  expect([algorithm, version, cost]).toEqual(["argon2id", "v=19", "m=19456,t=2,p=1"]);
  expect([salt, digest].map((part) => Buffer.from(part, "base64").length)).toEqual([16, 32]);
  expect(other).not.toBe(one);
  expect(await verifyPassword(one, PASSWORD)).toBe(true);
  expect(await verifyPassword(other, PASSWORD)).toBe(true);
  expect(await verifyPassword(one, `${PASSWORD} `)).toBe(false);
});

it("is the same however a keyboard composed it", async () => {
  expect(await verifyPassword(await hashPassword("caf\u00e9 au lait"), "cafe\u0301 au lait")).toBe(true);
});

it("is nobody's whatever it is", async () => {
  expect(await verifyNobodysPassword(PASSWORD)).toBe(false);
});
