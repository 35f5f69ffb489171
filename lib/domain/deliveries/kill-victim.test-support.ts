import { writeSync } from "node:fs";
import { Keyring } from "@/lib/crypto/keyring";
import { parseRootKeys } from "@/lib/crypto/root-key";
import { makeDb } from "@/lib/db/client";
import { makeDeliveryPorts } from "@/lib/external/delivery-ports";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import { deliverTarget } from "./deliver-target";

// The process that kill.crash.test.ts kills: it delivers to one target over a real database. Where it is told so, it
// stands still between the receiver's answer and the note of it.

export interface VictimOrders {
  url: string;
  folder: string;
  rootKey: string;
  targetPk: string;
  now: string;
  standsAfterSending: boolean;
}

const orders = JSON.parse(process.argv[2] ?? "") as VictimOrders;
const settings = { dataDir: orders.folder, outboundAllow: "127.0.0.1", smtpFrom: "kms@example.com" };
const world = testWorld(makeDb(orders.url), {
  ports: { delivery: await makeDeliveryPorts(settings) },
  keyring: new Keyring(parseRootKeys(orders.rootKey)),
  clock: new TestClock(orders.now),
});
const ctx = world.as({ kind: "system", job: "deliver-events" });
await deliverTarget(ctx, orders.targetPk, {
  onSent: async () => {
    writeSync(1, "sent\n");
    // A promise that nobody settles does not keep a process alive; a timer does.
    if (orders.standsAfterSending) await new Promise(() => setInterval(() => {}, 60_000));
  },
});
process.exit(0);
