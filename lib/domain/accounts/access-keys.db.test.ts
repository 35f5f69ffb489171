import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anAccount } from "@/lib/testing/builders/an-account";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { createAccessKey } from "./create-access-key";
import { deleteAccessKey } from "./delete-access-key";
import { findAccessKey } from "./find-access-key";
import { listAccessKeys } from "./list-access-keys";
import { setAccessKeyState } from "./set-access-key-state";

let base: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  base = await testDatabase();
  world = testWorld(base.db);
});
afterAll(() => base.close());

const code = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { code?: string }) => error.code,
  );

describe("AccessKeys", () => {
  it("show their secret once, and the gateway finds it again for verifying", async () => {
    const { ctx, accountId, personPk } = await anAccount(world);
    const made = await createAccessKey(ctx, {});
    expect(made.accessKeyId).toMatch(/^LTAI[A-Za-z0-9]{20}$/);
    expect(made.accessKeySecret).toMatch(/^[A-Za-z0-9]{30}$/);
    const found = await findAccessKey(world.ctx, made.accessKeyId);
    expect(found).toMatchObject({ accountId, personPk, root: true, state: "Active" });
    expect(found?.secret.toString()).toBe(made.accessKeySecret);
    expect(found?.used.map(({ table }) => table)).toEqual(["access_key", "account"]);
    expect(JSON.stringify(await listAccessKeys(ctx, {}))).not.toContain(made.accessKeySecret);
    const events = await base.sql<{ row: string }>("SELECT e::text AS row FROM audit_event e");
    expect(events.some(({ row }) => row.includes(made.accessKeyId))).toBe(true);
    expect(events.some(({ row }) => row.includes(made.accessKeySecret))).toBe(false);
    await expect(findAccessKey(world.ctx, "LTAIunknown")).resolves.toBeNull();
  });

  it("open in their own row alone: a sealed secret moved to another AccessKey does not open (S4)", async () => {
    const [mine, other] = [await anAccount(world), await anAccount(world)];
    const [from, to] = [await createAccessKey(mine.ctx, {}), await createAccessKey(other.ctx, {})];
    await base.sql(
      "UPDATE access_key SET secret_sealed = (SELECT secret_sealed FROM access_key WHERE access_key_id = $1) WHERE access_key_id = $2",
      [from.accessKeyId, to.accessKeyId],
    );
    await expect(findAccessKey(world.ctx, to.accessKeyId)).rejects.toThrow("DoesNotOpen");
  });

  it("are two per person at most, however many are asked for at once", async () => {
    const { ctx } = await anAccount(world);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => code(createAccessKey(ctx, {}))));
    expect(outcomes.filter((outcome) => outcome === "ok")).toHaveLength(2);
    expect(outcomes.filter((outcome) => outcome === "AccessKeyLimit")).toHaveLength(3);
    expect(await listAccessKeys(ctx, {})).toHaveLength(2);
  });

  it("are deleted only once disabled, and a change of state moves the revision that caches hold (decisions 8)", async () => {
    const { ctx } = await anAccount(world);
    const { accessKeyId } = await createAccessKey(ctx, {});
    const before = await findAccessKey(world.ctx, accessKeyId);
    await expect(code(deleteAccessKey(ctx, { accessKeyId }))).resolves.toBe("AccessKeyInUse");
    await setAccessKeyState(ctx, { accessKeyId, state: "Inactive" });
    const after = await findAccessKey(world.ctx, accessKeyId);
    expect(after?.state).toBe("Inactive");
    expect(after?.used[0]?.revision).not.toBe(before?.used[0]?.revision);
    await deleteAccessKey(ctx, { accessKeyId });
    await expect(findAccessKey(world.ctx, accessKeyId)).resolves.toBeNull();
    await expect(code(deleteAccessKey(ctx, { accessKeyId }))).resolves.toBe("AccessKeyNotFound");
  });

  it("of another account are not found (POL-25)", async () => {
    const [mine, other] = [await anAccount(world), await anAccount(world)];
    const { accessKeyId } = await createAccessKey(other.ctx, {});
    await expect(code(setAccessKeyState(mine.ctx, { accessKeyId, state: "Inactive" }))).resolves.toBe(
      "AccessKeyNotFound",
    );
    await expect(code(deleteAccessKey(mine.ctx, { accessKeyId }))).resolves.toBe("AccessKeyNotFound");
    expect((await findAccessKey(world.ctx, accessKeyId))?.state).toBe("Active");
  });

  it("are made at the command line for the root of the account that it names", async () => {
    const { accountId, personPk } = await anAccount(world);
    const operator = world.as({ kind: "operator", osUser: "root", accountId });
    const { accessKeyId } = await createAccessKey(operator, {});
    await expect(findAccessKey(world.ctx, accessKeyId)).resolves.toMatchObject({ accountId, personPk });
    await expect(code(createAccessKey(world.as({ kind: "operator", osUser: "root" }), {}))).resolves.toBe(
      "NotSignedIn",
    );
    await expect(code(createAccessKey(world.ctx, {}))).resolves.toBe("NotSignedIn");
  });
});
