import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "@/lib/generated/prisma/client";

/** What every session sets (decisions 7): a commit is durable when acknowledged, and nothing waits for ever. */
const SESSION = "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=5000 -c statement_timeout=30000";

/** A Prisma client over its own pool of at most `max` connections. */
export function makeDb(url: string, max = 10): PrismaClient {
  const adapter = new PrismaPg({ connectionString: url, max, options: SESSION, connectionTimeoutMillis: 10_000 });
  // A verbose error quotes the arguments of the query, and those may be a secret on its way into a log.
  return new PrismaClient({ adapter, errorFormat: "minimal" });
}
