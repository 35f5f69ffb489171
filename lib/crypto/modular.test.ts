import fc from "fast-check";
import { expect, it } from "vitest";
import { inverse, modulo, toBytes, toNumber } from "./modular";

const invalidLayout = expect.objectContaining({ code: "InvalidLayout" });
const prime = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

it("an inverse times its number is 1", () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(1n << 300n), max: 1n << 300n }), (value) => {
      fc.pre(modulo(value, prime) !== 0n);
      const found = inverse(value, prime);
      expect(modulo(found * value, prime)).toBe(1n);
      expect(found > 0n && found < prime).toBe(true);
    }),
    { seed: 20261122, numRuns: 500 },
  );
});

it("refuses the inverse that does not exist", () => {
  expect(() => inverse(0n, prime)).toThrow(invalidLayout);
  expect(() => inverse(prime, prime)).toThrow(invalidLayout);
  expect(() => inverse(6n, 9n)).toThrow(invalidLayout);
});

it("a remainder is never negative", () => {
  expect([modulo(-1n, 7n), modulo(-7n, 7n), modulo(8n, 7n), modulo(0n, 7n)]).toEqual([6n, 0n, 1n, 0n]);
});

it("numbers become bytes of a fixed length and come back", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
      expect(toBytes(toNumber(bytes), bytes.length).equals(bytes)).toBe(true);
    }),
    { seed: 20261122, numRuns: 500 },
  );
  expect(toNumber(new Uint8Array())).toBe(0n);
  expect(toNumber(Buffer.from("00ff01", "hex").subarray(1))).toBe(0xff01n);
  expect(() => toBytes(256n, 1)).toThrow(invalidLayout);
  expect(() => toBytes(-1n, 1)).toThrow(invalidLayout);
});
