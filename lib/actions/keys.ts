"use server";

import type { z } from "zod";
import { asymmetricDecrypt } from "@/lib/domain/keys/asymmetric-decrypt";
import { asymmetricEncrypt } from "@/lib/domain/keys/asymmetric-encrypt";
import { asymmetricSign } from "@/lib/domain/keys/asymmetric-sign";
import { asymmetricVerify } from "@/lib/domain/keys/asymmetric-verify";
import { cancelKeyDeletion } from "@/lib/domain/keys/cancel-key-deletion";
import { createAlias } from "@/lib/domain/keys/create-alias";
import { createKey } from "@/lib/domain/keys/create-key";
import { createKeyVersion } from "@/lib/domain/keys/create-key-version";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { deleteAlias } from "@/lib/domain/keys/delete-alias";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { enableKey } from "@/lib/domain/keys/enable-key";
import { encrypt } from "@/lib/domain/keys/encrypt";
import { generateDataKey } from "@/lib/domain/keys/generate-data-key";
import { generateMac } from "@/lib/domain/keys/generate-mac";
import { getPublicKey } from "@/lib/domain/keys/get-public-key";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { tagKey, untagKey } from "@/lib/domain/keys/tag-key";
import { updateAlias } from "@/lib/domain/keys/update-alias";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
import { verifyMac } from "@/lib/domain/keys/verify-mac";
import type { Tag } from "@/lib/domain/tag-rules";
import type { ActionResult } from "./result";
import { runOperation } from "./run-operation";

interface Named {
  region: string;
  key: string;
}

export async function createKeyAction(input: z.input<typeof createKey.schema>): Promise<ActionResult<KeyView>> {
  return runOperation(createKey, input);
}

export async function enableKeyAction(input: Named): Promise<ActionResult<KeyView>> {
  return runOperation(enableKey, input);
}

export async function disableKeyAction(input: Named): Promise<ActionResult<KeyView>> {
  return runOperation(disableKey, input);
}

export async function scheduleKeyDeletionAction(input: Named & { windowDays: number }): Promise<ActionResult<KeyView>> {
  return runOperation(scheduleKeyDeletion, input);
}

export async function cancelKeyDeletionAction(input: Named): Promise<ActionResult<KeyView>> {
  return runOperation(cancelKeyDeletion, input);
}

export async function setDeletionProtectionAction(
  input: Named & { enabled: boolean; why?: string },
): Promise<ActionResult<KeyView>> {
  return runOperation(setDeletionProtection, input);
}

export async function updateKeyDescriptionAction(
  input: Named & { description: string },
): Promise<ActionResult<KeyView>> {
  return runOperation(updateKeyDescription, input);
}

export async function createAliasAction(input: Named & { alias: string }): Promise<ActionResult<void>> {
  return runOperation(createAlias, input);
}

/** The alias names another key from then on (KEY-82). */
export async function updateAliasAction(input: Named & { alias: string }): Promise<ActionResult<void>> {
  return runOperation(updateAlias, input);
}

export async function deleteAliasAction(input: { region: string; alias: string }): Promise<ActionResult<void>> {
  return runOperation(deleteAlias, input);
}

/** What the editor took away goes first, so that 20 may be exchanged for 20 others (KEY-83). */
export async function editKeyTagsAction({
  set,
  removed,
  ...key
}: Named & { set: Tag[]; removed: string[] }): Promise<ActionResult<void>> {
  if (removed.length > 0) {
    const gone = await runOperation(untagKey, { ...key, names: removed });
    if (!gone.ok) return gone;
  }
  if (set.length > 0) {
    const there = await runOperation(tagKey, { ...key, tags: set });
    if (!there.ok) return there;
  }
  return { ok: true, value: undefined };
}

/** Another key pair of an asymmetric key (KEY-76). */
export async function createKeyVersionAction(input: Named): Promise<ActionResult<{ versionId: string }>> {
  return runOperation(createKeyVersion, input);
}

interface Version extends Named {
  keyVersionId: string;
}

export async function getPublicKeyAction(input: Version): Promise<ActionResult<{ pem: string }>> {
  return answered(await runOperation(getPublicKey, input), ({ pem }) => ({ pem }));
}

// Try it: a call goes through the gateway like any other, and is recorded like one. Bytes cross in Base64.

type Context = Record<string, string> | undefined;
type Sealed = { ciphertext: string; keyVersionId: string };
type Opened = { plaintext: string; isText: boolean; keyId: string; keyVersionId: string };

export async function encryptTextAction(
  input: Named & { text: string; context: Context },
): Promise<ActionResult<Sealed>> {
  const { text, ...call } = input;
  return answered(await runOperation(encrypt, { ...call, plaintext: Buffer.from(text, "utf8") }), sealed);
}

export async function decryptTextAction(input: {
  region: string;
  ciphertext: string;
  context: Context;
}): Promise<ActionResult<Opened>> {
  const { ciphertext, ...call } = input;
  return answered(await runOperation(decrypt, { ...call, blob: bytes(ciphertext) }), opened);
}

export async function generateDataKeyAction(
  input: Named & { spec: "AES_256" | "AES_128"; context: Context },
): Promise<ActionResult<Sealed & { plaintext: string }>> {
  return answered(await runOperation(generateDataKey, input), (key) => ({
    ...sealed(key),
    plaintext: base64(key.plaintext),
  }));
}

/** Asymmetric calls name the version and the algorithm (CRY-05, CRY-06). */
type Pair = Version & { algorithm: string };

export async function asymmetricEncryptTextAction(input: Pair & { text: string }): Promise<ActionResult<Sealed>> {
  const { text, ...call } = input;
  return answered(await runOperation(asymmetricEncrypt, { ...call, plaintext: Buffer.from(text, "utf8") }), sealed);
}

export async function asymmetricDecryptTextAction(input: Pair & { ciphertext: string }): Promise<ActionResult<Opened>> {
  const { ciphertext, ...call } = input;
  return answered(await runOperation(asymmetricDecrypt, { ...call, blob: bytes(ciphertext) }), opened);
}

/** Of the text only its digest leaves the browser. */
export async function signDigestAction(
  input: Pair & { digest: string },
): Promise<ActionResult<{ signature: string; keyVersionId: string }>> {
  const { digest, ...call } = input;
  return answered(
    await runOperation(asymmetricSign, { ...call, digest: bytes(digest) }),
    ({ signature, keyVersionId }) => ({ signature: base64(signature), keyVersionId }),
  );
}

export async function verifyDigestAction(
  input: Pair & { digest: string; signature: string },
): Promise<ActionResult<{ valid: boolean }>> {
  const { digest, signature, ...call } = input;
  return answered(
    await runOperation(asymmetricVerify, { ...call, digest: bytes(digest), signature: bytes(signature) }),
    ({ valid }) => ({ valid }),
  );
}

type Message = Named & { algorithm: string; text: string };

export async function generateMacAction(input: Message): Promise<ActionResult<{ mac: string }>> {
  const { text, ...call } = input;
  return answered(await runOperation(generateMac, { ...call, message: Buffer.from(text, "utf8") }), ({ mac }) => ({
    mac: base64(mac),
  }));
}

export async function verifyMacAction(input: Message & { mac: string }): Promise<ActionResult<{ valid: boolean }>> {
  const { text, mac, ...call } = input;
  return answered(
    await runOperation(verifyMac, { ...call, message: Buffer.from(text, "utf8"), mac: bytes(mac) }),
    ({ valid }) => ({ valid }),
  );
}

function answered<From, To>(result: ActionResult<From>, present: (value: From) => To): ActionResult<To> {
  return result.ok ? { ok: true, value: present(result.value) } : result;
}

function sealed({ blob, keyVersionId }: { blob: Uint8Array; keyVersionId: string }): Sealed {
  return { ciphertext: base64(blob), keyVersionId };
}

/** What is no text is given in Base64. */
function opened(made: { plaintext: Uint8Array; keyId: string; keyVersionId: string }): Opened {
  const { keyId, keyVersionId } = made;
  const plain = Buffer.from(made.plaintext);
  const text = plain.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(plain);
  return { plaintext: isText ? text : plain.toString("base64"), isText, keyId, keyVersionId };
}

function base64(plain: Uint8Array): string {
  return Buffer.from(plain).toString("base64");
}

function bytes(text: string): Buffer {
  return Buffer.from(text, "base64");
}
