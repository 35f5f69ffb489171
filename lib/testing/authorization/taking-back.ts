import type { Ctx } from "@/lib/domain/context";
import type { PrismaClient } from "@/lib/generated/prisma/client";

class TakenBack extends Error {}

/** Runs `work` in one transaction of the database and takes all of it back, so that no case sees another. */
export async function takingBack(db: PrismaClient, ctx: Ctx, work: (ctx: Ctx) => Promise<void>): Promise<void> {
  await db
    .$transaction(
      async (tx) => {
        const inside: PrismaClient = new Proxy(tx as PrismaClient, {
          get(client, name) {
            // A transaction of the operation's is a part of this one.
            if (name === "$transaction") return (run: (db: PrismaClient) => unknown) => run(inside);
            const value: unknown = Reflect.get(client, name);
            return typeof value === "function" ? value.bind(client) : value;
          },
        });
        await work({ ...ctx, db: inside });
        throw new TakenBack();
      },
      { timeout: 20_000 },
    )
    .catch((error: unknown) => {
      if (!(error instanceof TakenBack)) throw error;
    });
}

/** Past its permission an operation may need a port or a partner that a test of permissions does not have. */
export const isNotHere = (error: unknown) =>
  error instanceof Error && /port|store|keyring|stop here/i.test(error.message);
