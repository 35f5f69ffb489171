import { createPublicKey, publicEncrypt } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Gateways, rpcRequest, twoGateways } from "@/lib/api/gateways.test-support";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import type { Ctx } from "@/lib/domain/context";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import type { KeyView } from "@/lib/domain/keys/key-view";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { aKey, type KeyWishes } from "./builders/a-key";
import { anAccount } from "./builders/an-account";
import { anInstance } from "./builders/an-instance";
import { readyPairs } from "./builders/ready-pairs";
import type { Credentials } from "./sdk";

// Two callers at once, on two gateways, for every change of a key or an instance: both have read the same row before
// either writes it. One wins, the other is told of a conflict and changes nothing, and the audit has both.

const region = "cn-hangzhou";
let gateways: Gateways;
let ctx: Ctx;
let credentials: Credentials;
let instance: InstanceModel;
/** Holds the row that both are about to change. */
let gate: pg.Client;

beforeAll(async () => {
  gateways = await twoGateways();
  const account = await anAccount(gateways.world);
  ctx = account.ctx;
  credentials = await createAccessKey(ctx, {});
  instance = await anInstance(ctx);
  await readyPairs(gateways.world.ctx, 8);
  gate = new pg.Client({ connectionString: gateways.database.url });
  await gate.connect();
});
afterAll(async () => {
  await gate.end();
  await gateways.close();
});

interface Change {
  action: string;
  wishes?: Pick<KeyWishes, "state" | "spec" | "origin" | "alias">;
  /** What is sent; for a key, its id is added. */
  with?: (key: KeyView) => Record<string, string> | Promise<Record<string, string>>;
  /** The loser's answer, where it is not that the row moved on meanwhile. */
  told?: string;
  /** It names no key. */
  bare?: true;
  clock?: { days: number };
}

let aliases = 0;
const CHANGES: readonly Change[] = [
  { action: "EnableKey", wishes: { state: "Disabled" } },
  { action: "DisableKey" },
  { action: "ScheduleKeyDeletion", with: () => ({ PendingWindowInDays: "7" }) },
  { action: "CancelKeyDeletion", wishes: { state: "PendingDeletion" } },
  { action: "SetDeletionProtection", with: () => ({ EnableDeletionProtection: "true" }) },
  { action: "UpdateKeyDescription", with: () => ({ Description: "told" }) },
  {
    action: "UpdateRotationPolicy",
    with: () => ({ EnableAutomaticRotation: "true", RotationInterval: "30d" }),
  },
  { action: "CreateKeyVersion", wishes: { spec: "EC_P256" }, clock: { days: 8 } },
  { action: "TagResource", with: () => ({ Tags: '[{"TagKey":"a","TagValue":"b"}]' }) },
  { action: "SetKeyPolicy", with: (key) => policyOf(key) },
  { action: "ImportKeyMaterial", wishes: { origin: "EXTERNAL" }, with: (key) => materialFor(key) },
  { action: "DeleteKeyMaterial", wishes: { origin: "EXTERNAL" } },
  {
    action: "CreateAlias",
    with: () => ({ AliasName: `alias/both-${aliases}` }),
    told: "400 AliasAlreadyExists",
  },
  {
    action: "DeleteAlias",
    wishes: { alias: "alias/to-delete" },
    bare: true,
    with: () => ({ AliasName: "alias/to-delete" }),
  },
];

it.each(CHANGES)("$action: one wins, the other is told, the audit has both", async (change) => {
  const key = await aKey(ctx, { instance, ...change.wishes });
  if (change.clock) gateways.world.clock.advance(change.clock);
  aliases += 1;
  const parameters = {
    Action: change.action,
    Version: "2016-01-20",
    RegionId: region,
    ...(change.bare ? {} : { KeyId: key.keyId }),
    ...(await change.with?.(key)),
  };
  await gate.query("BEGIN");
  await gate.query("SELECT 1 FROM key WHERE key_id = $1 FOR UPDATE", [key.keyId]);
  const asked = [gateways.first, gateways.second].map((gateway) => rpcRequest(credentials, parameters)(gateway));
  await vi.waitFor(async () => expect(await waiting()).toBe(2), { timeout: 4000, interval: 20 });
  await gate.query("COMMIT");

  const told = (await Promise.all(asked)).map(({ status, body }) =>
    status === 200 ? "200" : `${status} ${body.Code}`,
  );
  expect(told.sort()).toEqual(["200", change.told ?? "409 Rejected.StateModifiedFailed"].sort());
  const events = await gateways.database.sql<{ outcome: string }>(
    "SELECT outcome FROM audit_event WHERE event = $1 AND detail::text <> '' ORDER BY xid::text::bigint DESC LIMIT 2",
    [change.action],
  );
  expect(events.map(({ outcome }) => outcome === "Success").sort()).toEqual([false, true]);
});

/** How many statements of this database wait for a lock. */
async function waiting(): Promise<number> {
  const [row] = await gateways.database.sql<{ n: number }>(
    "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return row?.n ?? 0;
}

async function materialFor(key: KeyView): Promise<Record<string, string>> {
  const { publicKey, token } = await getParametersForImport(
    ctx,
    getParametersForImport.schema.parse({ region, key: key.keyId, wrappingAlgorithm: "RSAES_OAEP_SHA_256" }),
  );
  const wrapped = publicEncrypt(
    { key: createPublicKey({ key: publicKey, format: "der", type: "spki" }), oaepHash: "sha256" },
    Buffer.alloc(32, 5),
  );
  return { EncryptedKeyMaterial: wrapped.toString("base64"), ImportToken: token, KeyMaterialExpireUnix: "0" };
}

async function policyOf(key: KeyView): Promise<Record<string, string>> {
  const { document } = await ctx.db.keyPolicy.findFirstOrThrow({ where: { key: { keyId: key.keyId } } });
  return { Policy: document, PolicyName: "default" };
}
