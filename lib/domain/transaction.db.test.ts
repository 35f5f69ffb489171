import { describe, expect, it } from "vitest";
import { makeDb } from "@/lib/db/client";
import { testDatabase } from "@/lib/testing/database";
import { DomainError } from "./errors";
import { asRefusal } from "./transaction";

describe("a database that is away (S50)", () => {
  it("is told as try again when nobody listens there", async () => {
    const db = makeDb("postgresql://nobody:nothing@127.0.0.1:1/none", 1);
    const error = asRefusal(await db.account.count().catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: "ServiceUnavailable" });
    await db.$disconnect();
  });

  it("is told as try again when it ends the connection in the middle of a query", async () => {
    const database = await testDatabase();
    const query = database.db.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    const error = asRefusal(await query.catch((thrown: unknown) => thrown));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({ code: "ServiceUnavailable" });
    await database.close();
  });

  it("leaves a defect a defect", () => {
    const defect = new TypeError("x is not a function");
    expect(asRefusal(defect)).toBe(defect);
  });
});
