"use server";

import type { z } from "zod";
import { cancelKeyDeletion } from "@/lib/domain/keys/cancel-key-deletion";
import { createAlias } from "@/lib/domain/keys/create-alias";
import { createKey } from "@/lib/domain/keys/create-key";
import { decrypt } from "@/lib/domain/keys/decrypt";
import { deleteAlias } from "@/lib/domain/keys/delete-alias";
import { disableKey } from "@/lib/domain/keys/disable-key";
import { enableKey } from "@/lib/domain/keys/enable-key";
import { encrypt } from "@/lib/domain/keys/encrypt";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { scheduleKeyDeletion } from "@/lib/domain/keys/schedule-key-deletion";
import { setDeletionProtection } from "@/lib/domain/keys/set-deletion-protection";
import { tagKey, untagKey } from "@/lib/domain/keys/tag-key";
import { updateAlias } from "@/lib/domain/keys/update-alias";
import { updateKeyDescription } from "@/lib/domain/keys/update-key-description";
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

type Context = Record<string, string> | undefined;

/** Try it: the text is encrypted by the gateway like any other call, and recorded like one. */
export async function encryptTextAction(
  input: Named & { text: string; context: Context },
): Promise<ActionResult<{ ciphertext: string; keyVersionId: string }>> {
  const { text, ...call } = input;
  const result = await runOperation(encrypt, { ...call, plaintext: Buffer.from(text, "utf8") });
  if (!result.ok) return result;
  const { blob, keyVersionId } = result.value;
  return { ok: true, value: { ciphertext: Buffer.from(blob).toString("base64"), keyVersionId } };
}

/** What is no text is given in Base64. */
export async function decryptTextAction(input: {
  region: string;
  ciphertext: string;
  context: Context;
}): Promise<ActionResult<{ plaintext: string; isText: boolean; keyId: string; keyVersionId: string }>> {
  const { region, ciphertext, context } = input;
  const result = await runOperation(decrypt, { region, blob: Buffer.from(ciphertext, "base64"), context });
  if (!result.ok) return result;
  const { keyId, keyVersionId } = result.value;
  const bytes = Buffer.from(result.value.plaintext);
  const text = bytes.toString("utf8");
  const isText = Buffer.from(text, "utf8").equals(bytes);
  return { ok: true, value: { plaintext: isText ? text : bytes.toString("base64"), isText, keyId, keyVersionId } };
}
