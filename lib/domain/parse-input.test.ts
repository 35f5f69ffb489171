import { expect, it } from "vitest";
import { z } from "zod";
import { DomainError } from "./errors";
import { operation } from "./operation";
import { parseInput } from "./parse-input";

const schema = z.object({
  key: z.string(),
  tags: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
  context: z.record(z.string(), z.string()).optional(),
  bytes: z.custom<Uint8Array>((value) => value instanceof Uint8Array).optional(),
});
const change = operation("Change", { touches: "metadata", schema }, async () => {});
const refused = (input: unknown) => {
  try {
    parseInput(change, input);
  } catch (error) {
    return error instanceof DomainError ? `${error.code} ${error.params.name}` : error;
  }
};

it.each([
  [{}, "MissingParameter key"],
  [{ key: 5 }, "InvalidParameter key"],
  [{ key: "a\0b" }, "InvalidParameter key"],
  [{ key: "k", tags: [{ name: "n", value: "\0" }] }, "InvalidParameter tags.0.value"],
  [{ key: "k", context: { "a\0": "b" } }, "InvalidParameter context"],
  [{ key: "half a pair: \ud83d" }, "InvalidParameter key"],
  [{ key: "k", context: { "\udd11": "b" } }, "InvalidParameter context"],
])("names the parameter of %j that is wrong: %s", (input, expected) => {
  expect(refused(input)).toBe(expected);
});

it("takes bytes as they are", () => {
  const bytes = Uint8Array.of(0, 1, 0);
  expect(parseInput(change, { key: "k", bytes })).toEqual({ key: "k", tags: [], bytes });
});
