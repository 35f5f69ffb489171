import { constants, createPublicKey, generateKeyPairSync, publicEncrypt } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Gateways, rpcRequest, twoGateways } from "@/lib/api/gateways.test-support";
import { CONSOLE_OPERATIONS } from "@/lib/api/internal-operations";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { startSession } from "@/lib/domain/accounts/start-session";
import type { Ctx } from "@/lib/domain/context";
import { DomainError } from "@/lib/domain/errors";
import { deleteKeyMaterial } from "@/lib/domain/keys/delete-key-material";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { getParametersForImport } from "@/lib/domain/keys/get-parameters-for-import";
import { importKeyMaterial } from "@/lib/domain/keys/import-key-material";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import type { Operation } from "@/lib/domain/operation";
import { transaction } from "@/lib/domain/transaction";
import type { KeyState } from "@/lib/generated/prisma/enums";
import type { InstanceModel } from "@/lib/generated/prisma/models";
import { makeLog } from "@/lib/log";
import { SocketClient } from "@/lib/socket/client";
import { consoleContexts } from "@/lib/socket/contexts";
import { serveSocket } from "@/lib/socket/server";
import { allOperations } from "./authorization/operations";
import { aKey } from "./builders/a-key";
import { anAccount } from "./builders/an-account";
import { anInstance } from "./builders/an-instance";
import { readyPairs } from "./builders/ready-pairs";
import type { Credentials } from "./sdk";

// KEY-42, every cell over both doors: an SDK's request at the gateway, and the operation as the console asks for it. The
// table is written from the rule, in the provider's words, and not from key-state.ts.

const region = "cn-hangzhou";
const STATES = ["Enabled", "Disabled", "PendingDeletion", "PendingImport"] as const satisfies readonly KeyState[];

type Cell = "S" | `409 Rejected.${string}`;
const uses: Cell[] = ["S", "409 Rejected.Disabled", "409 Rejected.PendingDeletion", "409 Rejected.PendingImport"];
const all: Cell[] = ["S", "S", "S", "S"];
const no = "409 Rejected.StateModifiedFailed";
const untilPending: Cell[] = ["S", "S", "409 Rejected.PendingDeletion", "S"];

/** The two doors' words for one refusal. */
const CONSOLE_CODES: Record<Exclude<Cell, "S">, string> = {
  "409 Rejected.Disabled": "KeyDisabled",
  "409 Rejected.PendingDeletion": "KeyPendingDeletion",
  "409 Rejected.PendingImport": "KeyPendingImport",
  [no]: "KeyStateForbids",
};

/** What a call needs beside the key. */
interface Subject {
  key: KeyView;
  /** Made while the key was Enabled. */
  blob: Buffer;
  alias: string;
  freshAlias: string;
  wrapped: Buffer;
  token: string;
}

interface Call {
  name: string;
  cells: readonly Cell[];
  spec?: string;
  usage?: string;
  /** It changes the key or what it needs: each door gets a key of its own. */
  changes?: true;
  /** The state is read off imported material. */
  imported?: true;
  wire(subject: Subject): Record<string, string>;
  console(subject: Subject): Record<string, unknown>;
}

const recipient = generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "der" });
const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes).toString("base64");
const text = Buffer.from("text");
const digest = Buffer.alloc(32, 7);
const wireExport = {
  WrappingKeySpec: "RSA_2048",
  WrappingAlgorithm: "RSAES_OAEP_SHA_256",
  PublicKeyBlob: base64(recipient),
};
const consoleExport = { wrappingKeySpec: "RSA_2048", wrappingAlgorithm: "RSAES_OAEP_SHA_256", publicKey: recipient };
const wireKey = ({ key }: Subject) => ({ KeyId: key.keyId });
const consoleKey = ({ key }: Subject) => ({ key: key.keyId });
const wireVersion = ({ key }: Subject) => ({ KeyId: key.keyId, KeyVersionId: key.primaryVersionId });
const consoleVersion = ({ key }: Subject) => ({ key: key.keyId, keyVersionId: key.primaryVersionId });

/** KEY-42, and the rows that openapi.md 4.4 adds. */
const CALLS: readonly Call[] = [
  {
    name: "Encrypt",
    cells: uses,
    wire: (of) => ({ ...wireKey(of), Plaintext: base64(text) }),
    console: (of) => ({ ...consoleKey(of), plaintext: text }),
  },
  {
    name: "Decrypt",
    cells: uses,
    imported: true,
    wire: ({ blob }) => ({ CiphertextBlob: base64(blob) }),
    console: ({ blob }) => ({ blob }),
  },
  { name: "GenerateDataKey", cells: uses, wire: wireKey, console: consoleKey },
  { name: "GenerateDataKeyWithoutPlaintext", cells: uses, wire: wireKey, console: consoleKey },
  {
    name: "ReEncrypt",
    cells: uses,
    imported: true,
    wire: ({ blob }) => ({ CiphertextBlob: base64(blob), DestinationKeyId: always.keyId }),
    console: ({ blob }) => ({ blob, key: always.keyId }),
  },
  {
    name: "ExportDataKey",
    cells: uses,
    imported: true,
    wire: ({ blob }) => ({ CiphertextBlob: base64(blob), ...wireExport }),
    console: ({ blob }) => ({ blob, ...consoleExport }),
  },
  {
    name: "GenerateAndExportDataKey",
    cells: uses,
    wire: (of) => ({ ...wireKey(of), ...wireExport }),
    console: (of) => ({ ...consoleKey(of), ...consoleExport }),
  },
  {
    name: "AsymmetricEncrypt",
    cells: uses,
    spec: "RSA_2048",
    usage: "ENCRYPT/DECRYPT",
    wire: (of) => ({ ...wireVersion(of), Algorithm: "RSAES_OAEP_SHA_256", Plaintext: base64(text) }),
    console: (of) => ({ ...consoleVersion(of), algorithm: "RSAES_OAEP_SHA_256", plaintext: text }),
  },
  {
    name: "AsymmetricSign",
    cells: uses,
    spec: "EC_P256",
    wire: (of) => ({ ...wireVersion(of), Algorithm: "ECDSA_SHA_256", Digest: base64(digest) }),
    console: (of) => ({ ...consoleVersion(of), algorithm: "ECDSA_SHA_256", digest }),
  },
  {
    name: "AsymmetricVerify",
    cells: uses,
    spec: "EC_P256",
    wire: (of) => ({ ...wireVersion(of), Algorithm: "ECDSA_SHA_256", Digest: base64(digest), Value: base64(digest) }),
    console: (of) => ({ ...consoleVersion(of), algorithm: "ECDSA_SHA_256", digest, signature: digest }),
  },
  {
    name: "GenerateMac",
    cells: uses,
    spec: "HMAC_SHA_256",
    wire: (of) => ({ ...wireKey(of), Algorithm: "HMAC_SHA_256", Message: base64(text) }),
    console: (of) => ({ ...consoleKey(of), algorithm: "HMAC_SHA_256", message: text }),
  },
  {
    name: "VerifyMac",
    cells: uses,
    spec: "HMAC_SHA_256",
    wire: (of) => ({ ...wireKey(of), Algorithm: "HMAC_SHA_256", Message: base64(text), Mac: base64(digest) }),
    console: (of) => ({ ...consoleKey(of), algorithm: "HMAC_SHA_256", message: text, mac: digest }),
  },
  { name: "ListKeys", cells: all, wire: () => ({}), console: () => ({}) },
  { name: "DescribeKey", cells: all, wire: wireKey, console: consoleKey },
  { name: "ListAliases", cells: all, wire: () => ({}), console: () => ({}) },
  {
    name: "DeleteAlias",
    cells: all,
    changes: true,
    wire: ({ alias }) => ({ AliasName: alias }),
    console: ({ alias }) => ({ alias }),
  },
  { name: "EnableKey", cells: ["S", "S", no, no], changes: true, wire: wireKey, console: consoleKey },
  { name: "DisableKey", cells: ["S", "S", no, no], changes: true, wire: wireKey, console: consoleKey },
  {
    name: "ScheduleKeyDeletion",
    cells: ["S", "S", no, "S"],
    changes: true,
    wire: (of) => ({ ...wireKey(of), PendingWindowInDays: "7" }),
    console: (of) => ({ ...consoleKey(of), windowDays: 7 }),
  },
  { name: "CancelKeyDeletion", cells: [no, no, "S", no], changes: true, wire: wireKey, console: consoleKey },
  {
    name: "CreateAlias",
    cells: ["S", "S", no, "S"],
    changes: true,
    wire: (of) => ({ ...wireKey(of), AliasName: of.freshAlias }),
    console: (of) => ({ ...consoleKey(of), alias: of.freshAlias }),
  },
  {
    name: "UpdateAlias",
    cells: untilPending,
    changes: true,
    wire: (of) => ({ ...wireKey(of), AliasName: of.alias }),
    console: (of) => ({ ...consoleKey(of), alias: of.alias }),
  },
  {
    name: "GetParametersForImport",
    cells: all,
    imported: true,
    wire: (of) => ({ ...wireKey(of), WrappingKeySpec: "RSA_2048", WrappingAlgorithm: "RSAES_OAEP_SHA_256" }),
    console: (of) => ({ ...consoleKey(of), wrappingAlgorithm: "RSAES_OAEP_SHA_256" }),
  },
  {
    name: "ImportKeyMaterial",
    cells: ["S", "S", no, "S"],
    changes: true,
    imported: true,
    wire: (of) => ({
      ...wireKey(of),
      EncryptedKeyMaterial: base64(of.wrapped),
      ImportToken: of.token,
      KeyMaterialExpireUnix: "0",
    }),
    console: (of) => ({ ...consoleKey(of), wrapped: of.wrapped, token: of.token }),
  },
  { name: "DeleteKeyMaterial", cells: all, changes: true, imported: true, wire: wireKey, console: consoleKey },
  {
    name: "UpdateRotationPolicy",
    cells: uses,
    changes: true,
    wire: (of) => ({ ...wireKey(of), EnableAutomaticRotation: "false" }),
    console: (of) => ({ ...consoleKey(of), enabled: false }),
  },
  {
    name: "UpdateKeyDescription",
    cells: untilPending,
    wire: (of) => ({ ...wireKey(of), Description: "told" }),
    console: (of) => ({ ...consoleKey(of), description: "told" }),
  },
  { name: "DescribeKeyVersion", cells: all, wire: wireVersion, console: consoleVersion },
  { name: "ListKeyVersions", cells: all, wire: wireKey, console: consoleKey },
  {
    name: "GetPublicKey",
    // KEY-43: a read. What has no material has no public half.
    cells: ["S", "S", "S", "409 Rejected.PendingImport"],
    spec: "EC_P256",
    wire: wireVersion,
    console: consoleVersion,
  },
];

let gateways: Gateways;
let instance: InstanceModel;
let ctx: Ctx;
let credentials: Credentials;
let always: KeyView;
let client: SocketClient;
let sessionToken: string;
let operations: Map<string, Operation>;
const closing: (() => Promise<void>)[] = [];

beforeAll(async () => {
  gateways = await twoGateways();
  const { world } = gateways;
  const account = await anAccount(world);
  ctx = account.ctx;
  const who = { pk: account.personPk, accountId: account.accountId, name: account.name, root: true, operator: false };
  const { session } = await transaction(world.ctx, (tx) => startSession(tx, who, undefined));
  sessionToken = session.token;
  credentials = await createAccessKey(ctx, {});
  instance = await anInstance(ctx);
  await readyPairs(world.ctx, 60);
  always = await aKey(ctx, { instance });
  operations = new Map((await allOperations()).entries()) as Map<string, Operation>;

  const folder = mkdtempSync(path.join(tmpdir(), "kms-states-"));
  const socketPath = path.join(folder, "gateway.sock");
  const log = makeLog({}, () => {}, "error");
  const server = await serveSocket({
    path: socketPath,
    operations: CONSOLE_OPERATIONS,
    contextFor: consoleContexts(world.ctx),
    log,
  });
  client = new SocketClient(socketPath);
  closing.push(
    () => client.close(),
    () => server.close(),
    () => gateways.close(),
    async () => rmSync(folder, { recursive: true, force: true }),
  );
}, 60_000);
afterAll(async () => {
  for (const close of closing) await close();
});

const cells = CALLS.flatMap((call) => STATES.map((state, at) => ({ call, state, expected: call.cells[at] ?? "S" })));

it.each(cells)("$call.name on a key that is $state: $expected (KEY-42)", async ({ call, state, expected }) => {
  const ofGateway = await subjectOf(call, state);
  const { status, body } = await rpcRequest(credentials, {
    Action: call.name,
    Version: "2016-01-20",
    RegionId: region,
    ...call.wire(ofGateway),
  })(gateways.first);
  expect(status === 200 ? "S" : `${status} ${String(body.Code)}`, "at the gateway").toBe(expected);

  const ofConsole = call.changes ? await subjectOf(call, state) : ofGateway;
  expect(await askConsole(call.name, { region, ...call.console(ofConsole) }), "in the console").toBe(
    expected === "S" ? "S" : CONSOLE_CODES[expected],
  );
});

/** As a server action asks: in process, or of the gateway where it touches secrets (decisions 6). */
async function askConsole(name: string, input: object): Promise<string> {
  const operation = operations.get(name);
  if (!operation) throw new Error(`there is no operation ${name}`);
  try {
    if (operation.touches === "secrets") {
      await client.call({ operation: name, input, requestId: ctx.requestId, sessionToken });
    } else await operation(ctx, operation.schema.parse(input));
    return "S";
  } catch (error) {
    if (error instanceof DomainError || (error instanceof Error && "code" in error)) return String(error.code);
    throw error;
  }
}

const shared = new Map<string, Promise<Subject>>();
let names = 0;

/** One that calls which change nothing share, else a fresh one. */
function subjectOf(call: Call, state: KeyState): Promise<Subject> {
  if (call.changes) return aSubject(call, state);
  const name = `${call.spec ?? ""} ${call.imported ?? false} ${state}`;
  const made = shared.get(name) ?? aSubject(call, state);
  shared.set(name, made);
  return made;
}

async function aSubject({ spec, usage, imported }: Call, state: KeyState): Promise<Subject> {
  const number = ++names;
  const alias = `alias/state-${number}`;
  const external = imported || state === "PendingImport";
  const wishes = { instance, spec, usage, alias, origin: external ? "EXTERNAL" : "Aliyun_KMS" } as const;
  const key = await aKey(ctx, wishes);
  const reference = { region, key: key.keyId };
  const subject: Subject = {
    key,
    alias,
    freshAlias: `alias/state-${number}-more`,
    blob: Buffer.alloc(0),
    wrapped: Buffer.alloc(0),
    token: "",
  };
  if (imported) {
    const { publicKey, token } = await getParametersForImport(
      ctx,
      getParametersForImport.schema.parse({ ...reference, wrappingAlgorithm: "RSAES_OAEP_SHA_256" }),
    );
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" };
    const wrapped = publicEncrypt(
      { key: createPublicKey({ key: publicKey, format: "der", type: "spki" }), ...padding },
      Buffer.alloc(32, number),
    );
    await importKeyMaterial(ctx, { ...reference, wrapped, token, expiresAt: null });
    const { blob } = await encrypt(ctx, { ...reference, plaintext: Buffer.alloc(32, 1) });
    Object.assign(subject, { wrapped, token, blob });
  }
  if (state === "PendingImport" && imported) await deleteKeyMaterial(ctx, reference);
  if (state === "Disabled") await disableKey(ctx, reference);
  if (state === "PendingDeletion") await scheduleKeyDeletion(ctx, { ...reference, windowDays: 7 });
  return subject;
}
