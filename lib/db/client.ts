import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "@/lib/generated/prisma/client";
import { copyUnderWay } from "./copy";

/** What every session sets (decisions 7): a commit is durable when acknowledged, and nothing waits for ever. */
const SESSION = "-c synchronous_commit=on -c timezone=UTC -c lock_timeout=5000 -c statement_timeout=30000";

/** A Prisma client over its own pool of at most `max` connections. */
export function makeDb(url: string, max = 10): PrismaClient {
  const adapter = new PgInTurn({ connectionString: url, max, options: SESSION, connectionTimeoutMillis: 10_000 });
  // A verbose error quotes the arguments of the query, and those may be a secret on its way into a log.
  const db = new PrismaClient({ adapter, errorFormat: "minimal" });
  urls.set(db, url);
  return db;
}

const urls = new WeakMap<object, string>();

/** A connection beside those of `db`, for what Prisma has no form for (decisions 7); who opens it ends it. */
export async function connectBeside(db: object): Promise<pg.Client> {
  const connectionString = urls.get(db);
  if (!connectionString) throw new Error("a transaction has no port to the database beside its own");
  const client = new pg.Client({ connectionString, options: SESSION, connectionTimeoutMillis: 10_000 });
  // One that dies between two queries: the next one says so.
  client.on("error", () => {});
  await client.connect();
  return client;
}

/**
 * Prisma reads the relations of a row all at once, in a transaction too, where there is one connection. `pg` queues such
 * queries by itself, warns of it, and stops doing so in its next major version; so they take turns here. A COPY, for which
 * Prisma has no form, is handed the transaction's own connection (copy.ts).
 */
class PgInTurn extends PrismaPg {
  override async connect() {
    const database = await super.connect();
    const start = database.startTransaction.bind(database);
    database.startTransaction = async (isolationLevel) => {
      const transaction = await start(isolationLevel);
      const inTurn = turns();
      const query = transaction.queryRaw.bind(transaction);
      const execute = transaction.executeRaw.bind(transaction);
      // The adapter's transaction is a connection with a name; the types hide it.
      const { client } = transaction as unknown as { client: pg.ClientBase };
      transaction.queryRaw = (sql) => inTurn(() => query(sql));
      transaction.executeRaw = (sql) => inTurn(() => copyUnderWay(sql)?.(client) ?? execute(sql));
      return transaction;
    };
    return database;
  }
}

/** Runs what it is given one after the other, whatever becomes of the one before. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const mine = last.then(work, work);
    last = mine;
    return mine;
  };
}
