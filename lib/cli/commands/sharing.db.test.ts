import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { OPERATOR_OPERATIONS } from "@/lib/api/internal-operations";
import { makeLog } from "@/lib/log";
import { operatorContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { operatorSocketPath } from "@/lib/socket/socket-path";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";

// The operator's commands about sharing (SHR-01..16), over the real socket.

let database: TestDatabase;
let world: TestWorld;
let server: { close(): Promise<void> };
let folder: string;
let owner: TestAccount;
let member: TestAccount;
let instance: string;
type Command = (args: string[]) => Promise<unknown>;
let commands: { account: Command; directory: Command; share: Command };

beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  [owner, member] = [await anAccount(world, { name: "owner" }), await anAccount(world, { name: "member" })];
  instance = (await anInstance(owner.ctx)).instanceId;
  folder = mkdtempSync(path.join(tmpdir(), "kms-cli-"));
  vi.stubEnv("KMS_GATEWAY_SOCKET", path.join(folder, "gateway.sock"));
  vi.resetModules(); // settings are read once in a process
  commands = {
    account: (await import("./account")).accountCommand,
    directory: (await import("./directory")).directoryCommand,
    share: (await import("./share")).shareCommand,
  };
  server = await serveSocket({
    path: operatorSocketPath(path.join(folder, "gateway.sock")),
    operations: OPERATOR_OPERATIONS,
    contextFor: operatorContexts(world.ctx),
    log: makeLog({}, () => {}, "error"),
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await server.close();
  rmSync(folder, { recursive: true, force: true });
  await database.close();
});

/** A command as it is typed; `UID` and `OTHER` are the two accounts. */
const kms = <T = Record<string, unknown>>(typed: string): Promise<T> => {
  const words = typed.split(" ").map((word) => {
    if (word === "UID") return owner.accountId;
    return word === "OTHER" ? member.accountId : word;
  });
  const [name, ...args] = words as [keyof typeof commands, ...string[]];
  return commands[name](args) as Promise<T>;
};
const AT = "--account UID --region cn-hangzhou";

it("makes a directory, shares an instance, changes its mode and ends all of it", async () => {
  await kms("directory create --account UID");
  const { folderId } = await kms("directory create-folder --account UID --name prod");
  world.clock.advance({ seconds: 1 });
  await kms("directory invite --account UID --member OTHER");
  const [received] = await kms<{ invitationId: string }[]>("directory invitations --account OTHER");
  await kms(`directory accept --account OTHER --invitation ${received?.invitationId}`);
  await kms(`directory move --account UID --member OTHER --folder ${folderId}`);
  expect(await kms("directory list --account UID")).toMatchObject({
    sharingEnabled: true,
    folders: [{ folderId, name: "prod" }],
    members: [{ name: "owner" }, { name: "member", folderId }],
  });

  const active = { accountId: member.accountId, accountName: "member", instanceId: instance, state: "Active" };
  const made = await kms(`share create ${AT} --name payments --instance ${instance} --with ${folderId},all`);
  const [first, second] = [
    { kind: "Folder", folderId, accounts: [active] },
    { kind: "Directory", accounts: [active] },
  ];
  expect(made).toMatchObject({ name: "payments", principals: [first, second] });
  const { shareId } = made;
  world.clock.advance({ seconds: 1 });
  await kms(`share take ${AT} --share ${shareId} --with all`);
  await kms(`share add ${AT} --share ${shareId} --with OTHER`);
  const third = { kind: "Account", accountId: member.accountId };
  expect(await kms(`share list ${AT}`)).toMatchObject([{ shareId, principals: [first, third] }]);
  expect(await kms(`share access ${AT} --instance ${instance}`)).toMatchObject({ used: 2, sharingMode: "Joint" });
  await kms(`share mode ${AT} --instance ${instance} --independent`);
  await expect(kms(`share mode ${AT} --instance ${instance} --independent`)).rejects.toMatchObject({
    code: "SharingModeFinal",
  });

  await expect(kms("directory end --account UID")).rejects.toMatchObject({ code: "DirectoryInUse" });
  await kms(`share end ${AT} --share ${shareId}`);
  await kms("directory remove --account UID --member OTHER");
  expect(await kms(`share list ${AT}`)).toEqual([]);
  const events = await database.sql<{ actor: string; source: string }>(
    "SELECT DISTINCT actor, source FROM audit_event WHERE event ~ 'Director|ResourceShare|SharingMode'",
  );
  expect(events).toEqual([{ actor: expect.stringMatching(/^operator:/), source: "OperatorCommand" }]);
});

it("says of which enterprise an account is, and that it is of none (SHR-01)", async () => {
  const { accountId } = member;
  const of = { accountId, enterprise: "south" };
  expect(await kms("account set-enterprise --account member --enterprise south")).toEqual(of);
  expect(await kms("account set-enterprise --account OTHER")).toEqual({ accountId, enterprise: null });
  await expect(kms("directory create --account OTHER")).rejects.toMatchObject({ code: "EnterpriseNotVerified" });
});

it("refuses what is typed wrongly, and what is in no share", async () => {
  for (const typed of [
    "directory",
    "directory constructor --account UID",
    "directory invite --account UID",
    "share",
    "share end --account UID --share rs-1",
    `share mode ${AT} --instance ${instance}`,
  ]) {
    await expect(kms(typed), typed).rejects.toThrow(/is missing|npm run kms/);
  }
  await kms("directory list --account UID"); // that of the first test is still there
  const { shareId } = await kms(`share create ${AT} --name empty`);
  await expect(kms(`share take ${AT} --share ${shareId} --with OTHER`)).rejects.toMatchObject({
    code: "InvalidSharePrincipal",
    params: { principal: member.accountId },
  });
});
