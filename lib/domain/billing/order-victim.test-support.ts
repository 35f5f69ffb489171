import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { makeDb } from "@/lib/db/client";
import { TestClock } from "@/lib/testing/clock";
import { testWorld } from "@/lib/testing/context";
import type { Actor } from "../context";
import { DomainError } from "../errors";
import { createInstanceOrder } from "./create-instance-order";
import { payOrder } from "./pay-order";

// A process that orders.crash.test.ts kills: each line it is sent is a purchase, which it orders and pays, many at once; it
// answers each with a line of its own.

export interface Purchase {
  buyer: Extract<Actor, { kind: "person" }>;
  clientToken: string;
}

export interface Answer {
  clientToken: string;
  /** Paid, or the code of what refused. */
  outcome: string;
}

const { url, now } = JSON.parse(process.argv[2] ?? "") as { url: string; now: string };
const world = testWorld(makeDb(url, 8), { clock: new TestClock(now) });

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { buyer, clientToken } = JSON.parse(line) as Purchase;
  const answer: Answer = { clientToken, outcome: await buy(buyer, clientToken) };
  writeSync(1, `${JSON.stringify(answer)}\n`);
});

async function buy(buyer: Purchase["buyer"], clientToken: string): Promise<string> {
  const ctx = world.as(buyer);
  try {
    const wish = { region: "cn-hangzhou", chargeType: "PREPAY", months: 1, clientToken };
    const { orderId } = await createInstanceOrder(ctx, createInstanceOrder.schema.parse(wish));
    return (await payOrder(ctx, { orderId, termsAccepted: true })).state;
  } catch (error) {
    return error instanceof DomainError ? error.code : String(error);
  }
}
