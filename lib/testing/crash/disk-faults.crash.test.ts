import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { makeDb } from "@/lib/db/client";
import { createKey } from "@/lib/domain/keys/create-key";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
import { anAccount } from "../builders/an-account";
import { anInstance } from "../builders/an-instance";
import { testWorld } from "../context";
import { long } from "../long";
import { Seeded } from "../seeded";
import { diskFaultsLack, FAULTS } from "./disk-faults";
import { failingDisk } from "./failing-disk";

// S16: a disk that is full, broken, writes short or does not sync. An answer says success only of what is on it.

const WANTED = long ? 2000 : 20;
const SEED = 20261122;
const WRITERS = 4;
const region = "cn-hangzhou";
const lacks = diskFaultsLack();
if (lacks) console.info(`S16 is skipped: ${lacks}`);

interface Kept {
  keyId: string;
  blob: Buffer;
  description: string;
}

it.skipIf(lacks)(
  `${WANTED} faults of the disk: nothing that was answered with success is lost (S16, seed ${SEED})`,
  {
    timeout: 1_500_000,
  },
  async () => {
    const disk = await failingDisk();
    const db = makeDb(disk.url);
    try {
      const { ctx } = await anAccount(testWorld(db));
      const { instanceId } = await anInstance(ctx);
      const kept: Kept[] = [];
      const plaintext = Buffer.from("as it was");
      let refused = 0;
      let running = true;

      /** Written down in `kept` at the moment of each answer, and not before. */
      const work = async () => {
        const { keyId } = await createKey(ctx, createKey.schema.parse({ region, instanceId }));
        const { blob } = await encrypt(ctx, { region, key: keyId, plaintext });
        const one: Kept = { keyId, blob: Buffer.from(blob), description: "" };
        kept.push(one);
        await updateKeyDescription(ctx, { region, key: keyId, description: "answered" });
        one.description = "answered";
      };
      const writer = async () => {
        while (running) {
          await work().catch(async () => {
            refused++;
            await pause(20);
          });
        }
      };
      const writers = Array.from({ length: WRITERS }, writer);

      const random = new Seeded(SEED);
      while (disk.hits() < WANTED) {
        const before = disk.hits();
        disk.ask(FAULTS[random.below(FAULTS.length)] ?? "full", 1 + random.below(6));
        await until(() => disk.hits() > before, 2000);
        disk.heal();
        const answered = kept.length;
        await until(() => kept.length > answered, 60_000);
      }
      running = false;
      await Promise.all(writers);
      await until(() => disk.answers(), 60_000);

      const lost: string[] = [];
      for (const { keyId, blob, description } of kept) {
        const opened = await decrypt(ctx, { region, blob }).catch(() => null);
        const row = await db.key.findFirst({ where: { keyId }, select: { description: true } });
        const isThere = opened && plaintext.equals(opened.plaintext) && row;
        // A change that was not answered may have been made all the same.
        if (!isThere || (description && row.description !== description)) lost.push(keyId);
      }
      const figures = { faults: disk.hits(), acknowledged: kept.length, refused };
      console.info(JSON.stringify({ row: "S16", seed: SEED, ...figures, lost: lost.length }));
      expect(lost).toEqual([]);
      expect(refused).toBeGreaterThan(0);
    } finally {
      await db.$disconnect();
      await disk.close();
    }
  },
);

async function until(reached: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await reached())) {
    if (Date.now() > deadline) {
      if (withinMs > 10_000) throw new Error(`no progress within ${withinMs} ms`);
      return;
    }
    await pause(5);
  }
}
