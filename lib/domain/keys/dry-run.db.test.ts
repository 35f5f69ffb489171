import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicKeyDer } from "@/lib/crypto/key-material";
import { goldenKey } from "@/lib/crypto/keys.test-support";
import { aKey } from "@/lib/testing/builders/a-key";
import { aRamUser } from "@/lib/testing/builders/a-ram-user";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import { type TestWorld, testWorld } from "@/lib/testing/context";
import { type TestDatabase, testDatabase } from "@/lib/testing/database";
import { refusalSubject } from "../audit/refusal-subject";
import type { Ctx } from "../context";
import type { Operation } from "../operation";
import { parseInput } from "../parse-input";
import { getSecretValue } from "../secrets/get-secret-value";
import { asymmetricDecrypt } from "./asymmetric-decrypt";
import { asymmetricEncrypt } from "./asymmetric-encrypt";
import { asymmetricSign } from "./asymmetric-sign";
import { asymmetricVerify } from "./asymmetric-verify";
import { decrypt } from "./decrypt";
import { disableKey } from "./disable-key";
import { enableKey } from "./enable-key";
import { encrypt } from "./encrypt";
import { exportDataKey } from "./export-data-key";
import { generateAndExportDataKey } from "./generate-and-export-data-key";
import { generateDataKey, generateDataKeyWithoutPlaintext } from "./generate-data-key";
import { generateMac } from "./generate-mac";
import { getPublicKey } from "./get-public-key";
import { KEY_USES } from "./key-spec-rules";
import type { KeyView } from "./key-view";
import { reEncrypt } from "./re-encrypt";
import { verifyMac } from "./verify-mac";

// POL-23: a dry run is judged as the call would be, does nothing, and always ends in a refusal.

const region = "cn-hangzhou";
let database: TestDatabase;
let world: TestWorld;
let account: TestAccount;
let ctx: Ctx;
let powerless: Ctx;
/** Every call that has a dry run, with what it would succeed with, and the key that it is about. */
let calls: { operation: Operation; input: Record<string, unknown>; key: KeyView; wrong: Record<string, unknown> }[];
beforeAll(async () => {
  database = await testDatabase();
  world = testWorld(database.db);
  account = await anAccount(world);
  ctx = { ...account.ctx, source: "ApiCall" };
  powerless = (await aRamUser(world, account, {})).ctx;
  const instance = await anInstance(ctx);
  const [aes, rsa, ec, mac] = await Promise.all([
    aKey(ctx, { instance }),
    aKey(ctx, { instance, spec: "RSA_2048", usage: "ENCRYPT/DECRYPT" }),
    aKey(ctx, { instance, spec: "EC_P256" }),
    aKey(ctx, { instance, spec: "HMAC_SHA_256" }),
  ]);
  const of = (key: KeyView, more: object = {}) => ({ region, key: key.keyId, ...more });
  const version = (key: KeyView, algorithm: string, more: object) =>
    of(key, { keyVersionId: key.primaryVersionId, algorithm, ...more });
  const { blob } = await encrypt(ctx, { region, key: aes.keyId, plaintext: Buffer.from("x") });
  const wrapping = {
    wrappingKeySpec: "RSA_2048",
    wrappingAlgorithm: "RSAES_OAEP_SHA_256",
    publicKey: publicKeyDer(goldenKey("RSA_2048")),
  };
  const bytes = Buffer.alloc(32, 1);
  const oaep = "RSAES_OAEP_SHA_256";
  const message = { message: bytes, algorithm: "HMAC_SHA_256" };
  const { name: secret } = await aSecret(ctx, { encryptionKey: aes.keyId, instance });
  const listed: [unknown, object, KeyView, object][] = [
    [encrypt, of(aes, { plaintext: bytes }), aes, { plaintext: Buffer.alloc(6145) }],
    [decrypt, { region, blob }, aes, { blob: bytes }],
    [reEncrypt, of(aes, { blob }), aes, { blob: bytes }],
    [generateDataKey, of(aes), aes, { bytes: 1025 }],
    [generateDataKeyWithoutPlaintext, of(aes), aes, { bytes: 0 }],
    [generateAndExportDataKey, of(aes, wrapping), aes, { publicKey: bytes }],
    [exportDataKey, { region, blob, ...wrapping }, aes, { wrappingKeySpec: "EC_SM2" }],
    [asymmetricEncrypt, version(rsa, oaep, { plaintext: bytes }), rsa, { plaintext: Buffer.alloc(191) }],
    [asymmetricDecrypt, version(rsa, oaep, { blob: Buffer.alloc(256) }), rsa, { algorithm: "SM2PKE" }],
    [asymmetricSign, version(ec, "ECDSA_SHA_256", { digest: bytes }), ec, { digest: Buffer.alloc(31) }],
    [asymmetricVerify, version(ec, "ECDSA_SHA_256", { digest: bytes, signature: bytes }), ec, { algorithm: "x" }],
    [getPublicKey, of(ec, { keyVersionId: ec.primaryVersionId }), ec, { keyVersionId: "none" }],
    [generateMac, of(mac, message), mac, { algorithm: "HMAC_SM3" }],
    [verifyMac, of(mac, { ...message, mac: bytes }), mac, { message: Buffer.alloc(6145) }],
    [getSecretValue, { region, secret }, aes, { versionId: "none" }],
  ];
  calls = listed.map(([operation, input, key, wrong]) => ({
    operation: operation as Operation,
    input: { ...input, dryRun: true },
    key,
    wrong: { ...wrong },
  }));
}, 60_000);
afterAll(() => database.close());

const told = (caller: Ctx, { operation, input }: { operation: Operation; input: object }) =>
  Promise.resolve()
    .then(() => operation(caller, parseInput(operation, input)))
    .then(
      () => "answered",
      (error: { code?: string }) => error.code ?? String(error),
    );

describe("a dry run (POL-23)", () => {
  it("says that the call would have succeeded, about its key, and leaves no event of a success", async () => {
    const count = () => database.db.auditEvent.count({ where: { accountId: account.accountId } });
    const before = await count();
    for (const call of calls) {
      expect.soft(await told(ctx, call), call.operation.operationName).toBe("DryRunSucceeded");
      const error = await call
        .operation(ctx, parseInput(call.operation, call.input))
        .catch((thrown: unknown) => thrown);
      expect.soft(refusalSubject(error)?.arn, call.operation.operationName).toMatch(/:(key|secret)\//);
    }
    expect(await count()).toBe(before);
  });

  it("says what is wrong with the request, and what is missing of permission", async () => {
    for (const { operation, input, wrong } of calls) {
      const { operationName } = operation;
      const inputTold = await told(ctx, { operation, input: { ...input, ...wrong } });
      expect.soft(inputTold, operationName).not.toMatch(/DryRunSucceeded|answered|Error/);
      expect.soft(await told(powerless, { operation, input }), operationName).toBe("NoPermission");
      const stranger = (await anAccount(world)).ctx;
      expect.soft(await told(stranger, { operation, input }), operationName).toMatch(/NotFound$/);
    }
  });

  it("says what the state of the key forbids (KEY-42)", async () => {
    const keys = new Set(calls.map(({ key }) => key.keyId));
    for (const key of keys) await disableKey(ctx, { region, key });
    for (const call of calls) {
      const free = call.operation.operationName === "GetPublicKey";
      expect.soft(await told(ctx, call), call.operation.operationName).toBe(free ? "DryRunSucceeded" : "KeyDisabled");
    }
    for (const key of keys) await enableKey(ctx, { region, key });
    for (const call of calls) expect.soft(await told(ctx, call)).toBe("DryRunSucceeded");
  });

  it("is had by every call that uses key material for its caller", () => {
    const tried = calls.map(({ operation }) => operation.operationName).sort();
    expect(tried).toEqual([...Object.keys(KEY_USES), "GetSecretValue"].sort());
  });
});
