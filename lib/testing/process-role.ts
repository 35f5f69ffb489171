import { randomUUID } from "node:crypto";
import { makeDb } from "@/lib/db/client";
import type { PrismaClient } from "@/lib/generated/prisma/client";
import type { TestDatabase } from "./database";

export interface ProcessDb {
  url: string;
  db: PrismaClient;
  close(): Promise<void>;
}

/** The test database as a process of the product sees it: with the rights of its role and no others (decisions 6). */
export async function dbAs(
  database: TestDatabase,
  role: "kms_console" | "kms_gateway" | "kms_worker",
): Promise<ProcessDb> {
  // A login of its own that has exactly the role's rights: the role's password belongs to whoever started the server.
  const login = `test_${randomUUID().replaceAll("-", "")}`;
  const password = randomUUID();
  await database.sql(`CREATE ROLE ${login} LOGIN PASSWORD '${password}' INHERIT IN ROLE ${role}`);
  const url = new URL(database.url);
  url.username = login;
  url.password = password;
  const db = makeDb(url.href, 10);
  return {
    url: url.href,
    db,
    close: async () => {
      await db.$disconnect();
      await database.sql(`DROP ROLE ${login}`);
    },
  };
}
