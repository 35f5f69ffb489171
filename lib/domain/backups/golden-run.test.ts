import { createSecretKey } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { namesOf } from "./binding-names";
import { manifestHash, readManifest } from "./manifest";
import { readIndex } from "./read-index";
import type { IndexPart } from "./run-index";
import type { BackupStore } from "./store";

// S26: what a released version wrote opens for ever. The bytes were written by the version of their name and never change.

interface Golden {
  backupKey: { id: string; generation: number; bytes: string };
  bindingId: string;
  run: number;
  manifest: string;
  /** By object. */
  index: Record<string, string>;
  expected: { manifestSha256: string; tick: string; counts: object; index: IndexPart };
}

it.each(["run-v1", "run-v2"])("manifest and index of %s open (S26)", async (name) => {
  const golden: Golden = JSON.parse(readFileSync(new URL(`golden/${name}.golden.json`, import.meta.url), "utf8"));
  const { bindingId, run, expected } = golden;
  const bytes = createSecretKey(Buffer.from(golden.backupKey.bytes, "hex"));
  const backupKey = { id: golden.backupKey.id, generation: golden.backupKey.generation, bytes };
  const written = Buffer.from(golden.manifest, "base64");
  const manifest = readManifest(backupKey, written, "runs/00000002.json", { run, bindingId });
  expect(manifestHash(written)).toBe(expected.manifestSha256);
  expect(manifest).toMatchObject({ tick: expected.tick, counts: expected.counts });
  const names = namesOf({ installationId: "i", backupId: "b", bindingId });
  const objects = new Map(Object.entries(golden.index).map(([object, box]) => [names.inBase(object), box]));
  const get = async (object: string) => Buffer.from(objects.get(object) ?? "", "base64");
  const store = { get } as Partial<BackupStore> as BackupStore;
  const parts: IndexPart[] = [];
  for await (const part of readIndex({ store, names, backupKey }, manifest)) parts.push(part);
  expect({
    opened: parts.flatMap(({ opened }) => opened),
    closed: parts.flatMap(({ closed }) => closed),
  }).toEqual(expected.index);
});
