import { constants, publicEncrypt, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { publicKeyDer } from "@/lib/crypto/key-material";
import { goldenKey } from "@/lib/crypto/keys.test-support";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { setAccessKeyState } from "@/lib/domain/accounts/set-access-key-state";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { getPublicKey } from "@/lib/domain/keys/get-public-key";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { aKey } from "@/lib/testing/builders/a-key";
import { aSecret } from "@/lib/testing/builders/a-secret";
import { anAccount, type TestAccount } from "@/lib/testing/builders/an-account";
import { anInstance } from "@/lib/testing/builders/an-instance";
import type { Credentials } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "../gateways.test-support";
import { formText, signRpc } from "../signing.test-support";

// Cryptographic calls as bytes on the wire: what a refusal lets out (S11), dry runs (POL-23), what is not pretended (CRY-09).

const region = "cn-hangzhou";
let gateways: Gateways;
let account: TestAccount;
let credentials: Credentials;
let aes: KeyView;
let rsa: KeyView;
let signing: KeyView;
let mac: KeyView;
let blob: Buffer;
let pem: string;
const context = { a: "b" };
beforeAll(async () => {
  gateways = await twoGateways();
  account = await anAccount(gateways.world);
  const { ctx } = account;
  credentials = await createAccessKey(ctx, {});
  const instance = await anInstance(ctx);
  [aes, rsa, signing, mac] = await Promise.all([
    aKey(ctx, { instance }),
    aKey(ctx, { instance, spec: "RSA_2048", usage: "ENCRYPT/DECRYPT" }),
    aKey(ctx, { instance, spec: "EC_P256K" }),
    aKey(ctx, { instance, spec: "HMAC_SHA_384" }),
  ]);
  ({ blob } = await encrypt(ctx, { region, key: aes.keyId, plaintext: Buffer.from("sixteen bytes ok"), context }));
  ({ pem } = await getPublicKey(ctx, { region, key: rsa.keyId, keyVersionId: rsa.primaryVersionId }));
}, 60_000);
afterAll(() => gateways.close());

/** A signed POST with everything in the form, as it comes back: status and bytes. */
async function send(Action: string, parameters: Record<string, string>, who = credentials) {
  const body = formText(
    signRpc({ AccessKeyId: who.accessKeyId, Action, ...parameters }, { method: "POST", secret: who.accessKeySecret }),
  );
  const response = await fetch(`http://127.0.0.1:${gateways.first.port}/`, {
    method: "POST",
    body,
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  const text = await response.text();
  return { status: response.status, text, body: JSON.parse(text) as Record<string, unknown> };
}
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const flipped = (bytes: Uint8Array, at: number) => {
  const copy = Buffer.from(bytes);
  const place = at < 0 ? copy.length + at : at;
  copy.writeUInt8(copy.readUInt8(place) ^ 1, place);
  return copy;
};

describe("a ciphertext that does not open", () => {
  it("is told from no other by status, code or length, whatever was done to it: 20 kinds and 20 kinds (S11)", async () => {
    const answers = new Map<string, string[]>();
    const note = async (
      what: string,
      sent: Promise<{ status: number; text: string; body: Record<string, unknown> }>,
    ) => {
      const { status, text, body } = await sent;
      expect.soft(body, what).not.toHaveProperty("Plaintext");
      const shape = `${status} ${body.Code} ${body.Message} of ${Buffer.byteLength(text)} bytes`;
      answers.set(shape, [...(answers.get(shape) ?? []), what]);
    };
    const symmetric = await symmetricDamage();
    const asymmetric = asymmetricDamage();
    expect([symmetric.length, asymmetric.length]).toEqual([20, 20]);
    for (const [what, parameters] of symmetric) {
      await note(`Decrypt ${what}`, send("Decrypt", parameters));
    }
    for (const [what, parameters] of asymmetric) {
      await note(`AsymmetricDecrypt ${what}`, send("AsymmetricDecrypt", parameters));
    }
    const [[, one], [, other]] = [symmetric[0] ?? fail(), asymmetric[0] ?? fail()];
    const wrapping = {
      WrappingKeySpec: "RSA_2048",
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      PublicKeyBlob: publicKey(),
    };
    await note("ExportDataKey", send("ExportDataKey", { ...one, ...wrapping }));
    const { EncryptionContext: SourceEncryptionContext = "", CiphertextBlob = "" } = one;
    const DestinationKeyId = aes.keyId;
    await note("ReEncrypt", send("ReEncrypt", { CiphertextBlob, SourceEncryptionContext, DestinationKeyId }));
    const source = {
      SourceKeyId: rsa.keyId,
      SourceKeyVersionId: rsa.primaryVersionId,
      SourceEncryptionAlgorithm: "RSAES_OAEP_SHA_256",
    };
    const asymmetricBlob = { CiphertextBlob: other.CiphertextBlob ?? "", DestinationKeyId };
    await note("ReEncrypt from RSA", send("ReEncrypt", { ...asymmetricBlob, ...source }));
    expect(Object.fromEntries(answers)).toEqual({ [[...answers.keys()][0] ?? ""]: expect.any(Array) });
    expect([...answers.keys()][0]).toMatch(
      /^400 InvalidParameter The specified parameter "CiphertextBlob" is not valid/,
    );
  });

  async function symmetricDamage(): Promise<[string, Record<string, string>][]> {
    const EncryptionContext = JSON.stringify(context);
    const { blob: foreign } = await encrypt(account.ctx, {
      region,
      key: (await aKey(account.ctx)).keyId,
      plaintext: Buffer.from("sixteen bytes ok"),
      context,
    });
    const transplanted = Buffer.concat([blob.subarray(0, 36), foreign.subarray(36)]);
    const spots = { format: 36, salt: 37, "salt's end": 68, commitment: 69, "commitment's end": 100, ciphertext: 101 };
    const bytes: [string, Uint8Array][] = [
      ...Object.entries(spots).map(([what, at]): [string, Uint8Array] => [`a bit of the ${what}`, flipped(blob, at)]),
      ["a bit within the ciphertext", flipped(blob, 110)],
      ["the tag's first bit", flipped(blob, -16)],
      ["the tag's last bit", flipped(blob, -1)],
      ["cut by one", blob.subarray(0, -1)],
      ["cut by the tag", blob.subarray(0, -16)],
      ["cut to its header", blob.subarray(0, 101)],
      ["cut to its version id", blob.subarray(0, 36)],
      ["cut within its version id", blob.subarray(0, 20)],
      ["one byte more", Buffer.concat([blob, Buffer.alloc(1)])],
      ["zeros behind the version id", Buffer.concat([blob.subarray(0, 36), Buffer.alloc(blob.length - 36)])],
      ["of another key, under this version's id", transplanted],
    ];
    return [
      ...bytes.map(([what, damaged]): [string, Record<string, string>] => [
        what,
        { CiphertextBlob: base64(damaged), EncryptionContext },
      ]),
      ["without its context", { CiphertextBlob: base64(blob) }],
      ["with another context", { CiphertextBlob: base64(blob), EncryptionContext: '{"a":"c"}' }],
      ["with more context", { CiphertextBlob: base64(blob), EncryptionContext: '{"a":"b","c":"d"}' }],
    ];
  }

  function asymmetricDamage(): [string, Record<string, string>][] {
    const oaep = (oaepHash: string, more: object = {}) =>
      publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash, ...more }, Buffer.from("hello"));
    const good = oaep("sha256");
    const raw = (block: Buffer) => publicEncrypt({ key: pem, padding: constants.RSA_NO_PADDING }, block);
    const otherKey = goldenKey("RSA_2048").export({ type: "pkcs8", format: "pem" }).toString();
    const bytes: [string, Uint8Array][] = [
      ["its first bit", flipped(good, 0)],
      ["its second byte", flipped(good, 1)],
      ["a bit in the middle", flipped(good, 128)],
      ["its last bit", flipped(good, -1)],
      ["cut by one", good.subarray(0, 255)],
      ["cut to one byte", good.subarray(0, 1)],
      ["cut to a half", good.subarray(128)],
      ["one byte more", Buffer.concat([good, Buffer.alloc(1)])],
      ["a zero before it", Buffer.concat([Buffer.alloc(1), good])],
      ["zeros", Buffer.alloc(256)],
      ["the number one", Buffer.from([...Buffer.alloc(255), 1])],
      ["a number above the modulus", Buffer.alloc(256, 0xff)],
      ["random bytes below it", Buffer.concat([Buffer.alloc(1), randomBytes(255)])],
      ["padded as PKCS#1 v1.5", publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_PADDING }, Buffer.from("x"))],
      ["with SHA-1", oaep("sha1")],
      ["with SHA-512", oaep("sha512")],
      ["with a label", oaep("sha256", { oaepLabel: Buffer.from("label") })],
      ["a block of no padding", raw(Buffer.concat([Buffer.alloc(1), Buffer.alloc(255, 2)]))],
      ["a block that begins with one", raw(Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(254, 2)]))],
      [
        "to another key",
        publicEncrypt(
          { key: otherKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
          Buffer.from("x"),
        ),
      ],
    ];
    return bytes.map(([what, damaged]) => [
      what,
      { ...version(rsa), Algorithm: "RSAES_OAEP_SHA_256", CiphertextBlob: base64(damaged) },
    ]);
  }
});

it("every pair of a context is bound, whatever its name, in every call that takes one (CRY-03, S3)", async () => {
  const named = { EncryptionContext: '{"__proto__":"x"}' };
  const made = {
    Encrypt: await send("Encrypt", { KeyId: aes.keyId, Plaintext: "eA==", ...named }),
    GenerateDataKey: await send("GenerateDataKey", { KeyId: aes.keyId, ...named }),
    GenerateDataKeyWithoutPlaintext: await send("GenerateDataKeyWithoutPlaintext", { KeyId: aes.keyId, ...named }),
    ReEncrypt: await send("ReEncrypt", {
      CiphertextBlob: base64(blob),
      SourceEncryptionContext: JSON.stringify(context),
      DestinationKeyId: aes.keyId,
      DestinationEncryptionContext: named.EncryptionContext,
    }),
  };
  for (const [action, { body }] of Object.entries(made)) {
    const CiphertextBlob = String(body.CiphertextBlob);
    expect.soft((await send("Decrypt", { CiphertextBlob, ...named })).status, action).toBe(200);
    expect.soft((await send("Decrypt", { CiphertextBlob })).status, action).toBe(400);
  }
});

const version = (key: KeyView) => ({ KeyId: key.keyId, KeyVersionId: key.primaryVersionId });
const publicKey = () => base64(publicKeyDer(goldenKey("RSA_2048")));
const fail = (): never => expect.unreachable();

describe("DryRun on the wire (POL-23, openapi.md 3.1)", () => {
  it("ends every call that has it in 400 DryRunOperationError, and is recorded as no success", async () => {
    const { name: SecretName } = await aSecret(account.ctx, { encryptionKey: aes.keyId });
    const digest = base64(Buffer.alloc(32, 1));
    const wrapping = {
      WrappingKeySpec: "RSA_2048",
      WrappingAlgorithm: "RSAES_OAEP_SHA_256",
      PublicKeyBlob: publicKey(),
    };
    const oaep = { ...version(rsa), Algorithm: "RSAES_OAEP_SHA_256" };
    const ecdsa = { ...version(signing), Algorithm: "ECDSA_SHA_256", Digest: digest };
    const hmac = { KeyId: mac.keyId, Algorithm: "HMAC_SHA_384", Message: digest };
    const calls: Record<string, Record<string, string>> = {
      Encrypt: { KeyId: aes.keyId, Plaintext: digest },
      Decrypt: { CiphertextBlob: base64(blob) },
      ReEncrypt: { CiphertextBlob: base64(blob), DestinationKeyId: aes.keyId },
      GenerateDataKey: { KeyId: aes.keyId },
      GenerateDataKeyWithoutPlaintext: { KeyId: aes.keyId },
      GenerateAndExportDataKey: { KeyId: aes.keyId, ...wrapping },
      ExportDataKey: { CiphertextBlob: base64(blob), ...wrapping },
      AsymmetricEncrypt: { ...oaep, Plaintext: digest },
      AsymmetricDecrypt: { ...oaep, CiphertextBlob: digest },
      AsymmetricSign: ecdsa,
      AsymmetricVerify: { ...ecdsa, Value: digest },
      GetPublicKey: version(rsa),
      GenerateMac: hmac,
      VerifyMac: { ...hmac, Mac: digest },
      GetSecretValue: { SecretName },
    };
    for (const [action, parameters] of Object.entries(calls)) {
      const { status, body } = await send(action, { ...parameters, DryRun: "true" });
      expect.soft([status, body.Code], action).toEqual([400, "DryRunOperationError"]);
      expect.soft(Object.keys(body).sort(), action).toEqual(["Code", "HostId", "HttpStatus", "Message", "RequestId"]);
      // false and absent are the same: the call itself
      const real = await send(action, { ...parameters, DryRun: "false" });
      const opens = !["Decrypt", "ReEncrypt", "ExportDataKey", "AsymmetricDecrypt"].includes(action);
      expect.soft([real.status, real.body.Code], action).toEqual(opens ? [200, undefined] : [400, "InvalidParameter"]);
    }
    const events = await gateways.database.sql<{ event: string; outcome: string }>(
      "SELECT event, outcome FROM audit_event WHERE account_id = $1 AND outcome = 'DryRunSucceeded'",
      [account.accountId],
    );
    expect(events.map(({ event }) => event).sort()).toEqual(Object.keys(calls).sort());
    const { status, body } = await send("Encrypt", { KeyId: aes.keyId, Plaintext: digest, DryRun: "perhaps" });
    expect([status, body.Code]).toEqual([400, "InvalidParameter"]);
  });

  it("believes no cache: a key that another gateway disabled is told as disabled (decisions 8)", async () => {
    const key = await aKey(account.ctx);
    const input = { KeyId: key.keyId, Plaintext: "eA==", DryRun: "true" };
    expect((await send("Encrypt", input)).body.Code).toBe("DryRunOperationError");
    await gateways.database.sql("UPDATE key SET state = 'Disabled' WHERE key_id = $1", [key.keyId]);
    expect((await send("Encrypt", input)).body.Code).toBe("Rejected.Disabled");
  });
});

describe("what is not pretended", () => {
  it("is an answer for an enclave's key alone: Recipient is refused, not overlooked (CRY-09)", async () => {
    const calls: Record<string, Record<string, string>> = {
      Decrypt: { CiphertextBlob: base64(blob), EncryptionContext: JSON.stringify(context) },
      GenerateDataKey: { KeyId: aes.keyId },
    };
    for (const [action, parameters] of Object.entries(calls)) {
      const { status, body } = await send(action, { ...parameters, Recipient: "{}" });
      expect([status, body.Code, String(body.Message)]).toEqual([
        400,
        "InvalidParameter",
        expect.stringContaining("Recipient"),
      ]);
    }
  });

  it("is SM2: EC_SM2 to wrap with is refused by name (KEY-20)", async () => {
    const { status, body } = await send("GenerateAndExportDataKey", {
      KeyId: aes.keyId,
      WrappingKeySpec: "EC_SM2",
      WrappingAlgorithm: "SM2PKE",
      PublicKeyBlob: publicKey(),
    });
    expect([status, body.Code, String(body.Message)]).toEqual([
      400,
      "InvalidParameter",
      expect.stringContaining("EC_SM2"),
    ]);
  });

  it("is half a source: ReEncrypt asks for all three names of an asymmetric one", async () => {
    const call = { CiphertextBlob: base64(blob), DestinationKeyId: aes.keyId, SourceKeyId: rsa.keyId };
    expect((await send("ReEncrypt", call)).body).toMatchObject({ Code: "MissingParameter" });
    const more = { ...call, SourceKeyVersionId: rsa.primaryVersionId, SourceEncryptionAlgorithm: "RSAES_OAEP_SHA_256" };
    expect((await send("ReEncrypt", { ...more, SourceEncryptionContext: '{"a":"b"}' })).body).toMatchObject({
      Code: "InvalidParameter",
      Message: expect.stringContaining("SourceEncryptionContext"),
    });
  });
});

it("an AccessKey that was switched off signs nothing from then on, asymmetric calls included", async () => {
  const { ctx } = account;
  const other = await createAccessKey(ctx, {});
  const call = { ...version(signing), Algorithm: "ECDSA_SHA_256", Digest: base64(Buffer.alloc(32, 1)) };
  expect((await send("AsymmetricSign", call, other)).status).toBe(200);
  await setAccessKeyState(ctx, { accessKeyId: other.accessKeyId, state: "Inactive" });
  expect((await send("AsymmetricSign", call, other)).body.Code).toBe("Forbidden.AccessKey");
});
