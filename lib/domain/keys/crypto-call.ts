import { arnOf } from "../arn";
import type { Attempt } from "../audit/recorded-call";
import { refusingAboutAsync, tellAbout } from "../audit/refusal-subject";
import { accountOf, authorize, type Unread } from "../authorize";
import { rateOfAccount, rateOfUse } from "../call-rates";
import type { Ctx } from "../context";
import { DomainError } from "../errors";
import { blobVersionId, findVersion, type LoadedVersion, primaryVersion, versionOfKey } from "./key-material";
import { fitsUse, type UsingCall } from "./key-spec-rules";
import { assertAllowed, isPastDeletion } from "./key-state";
import {
  findKey,
  type KeyReference,
  keyAddress,
  keySubject,
  type LoadedKey,
  loadKey,
  rowsOf,
  unreadKey,
} from "./load-key";

// What cryptographic calls begin and end with: load → authorize → assertAllowed, from the process's cache where it has
// one (decisions 8), and the attempt that the recorder judges.

/** ACC-04: re-encrypting is two permissions, each on its own key. */
type CallAction = UsingCall | "ReEncryptFrom" | "ReEncryptTo";

/** The key that `call` may use, by id, alias or ARN. `action`: where it is not the call's own name (ACC-04). */
export async function keyToUse(
  ctx: Ctx,
  call: UsingCall,
  reference: KeyReference,
  action: CallAction = call,
): Promise<LoadedKey> {
  const key = await permitted(ctx, action, reference.region, await rememberedKey(ctx, reference));
  await ctx.ports.callLimits?.take(rateOfUse(call, key, accountOf(ctx)));
  return assertUsable(ctx, call, action, key);
}

/** One that is refused here has no key whose limit it could count against: it counts against the caller's own. */
async function permitted(ctx: Ctx, action: CallAction, region: string, unread: Unread<LoadedKey>): Promise<LoadedKey> {
  try {
    return authorize(ctx, `kms:${action}`, unread);
  } catch (error) {
    await ctx.ports.callLimits?.take(rateOfAccount("symmetric", accountOf(ctx), region));
    throw error;
  }
}

/**
 * The version that a ciphertext names, where the caller may use its key: found by region and version id, then as if that
 * key had been named. Not found and not visible are one answer (POL-25).
 */
export async function versionToUse(
  ctx: Ctx,
  call: UsingCall,
  { region, blob }: { region: string; blob: Uint8Array },
  action: CallAction = call,
): Promise<LoadedVersion> {
  const version = await findVersion(ctx, region, blobVersionId(blob));
  const living = version && !isPastDeletion(version.key, ctx.now()) ? version.key : null;
  const caller = ctx.actor.kind === "nobody" ? undefined : ctx.actor.accountId;
  // A ciphertext names no key: one that may not be used is not told from one that is nowhere, the caller's own included.
  const sought = arnOf(region, caller ?? "*", "key", "*");
  const unread = unreadKey(ctx, { sought, missing: "KeyNotFound" }, living);
  const key = await permitted(ctx, action, region, unread);
  if (!version) throw new DomainError("KeyNotFound");
  // Re-encrypting counts once, at the key that it goes to.
  if (action !== "ReEncryptFrom") await ctx.ports.callLimits?.take(rateOfUse(call, key, accountOf(ctx)));
  assertUsable(ctx, call, action, key);
  return { pk: version.pk, versionId: version.versionId, key };
}

/** The version that encrypts or makes MACs, of the key that `call` may use. */
export async function primaryToUse(
  ctx: Ctx,
  call: UsingCall,
  reference: KeyReference,
  action: CallAction = call,
): Promise<LoadedVersion> {
  return primaryVersion(ctx, await keyToUse(ctx, call, reference, action));
}

/** The version that an asymmetric call names beside its key (KEY-76). */
export async function namedVersionToUse(
  ctx: Ctx,
  call: UsingCall,
  reference: KeyReference & { keyVersionId: string },
  action: CallAction = call,
): Promise<LoadedVersion> {
  const key = await keyToUse(ctx, call, reference, action);
  return refusingAboutAsync(keySubject(key), () => versionOfKey(ctx, key, reference.keyVersionId));
}

/**
 * Where a dry run ends (POL-23): all that decides about the call has been judged, and no material has been touched.
 * @throws DomainError DryRunSucceeded
 */
export function endDryRun({ dryRun }: { dryRun?: boolean | undefined }, { key }: { key: LoadedKey }): void {
  if (dryRun) throw tellAbout(new DomainError("DryRunSucceeded"), keySubject(key));
}

/**
 * What the recorder is asked to believe: one event about the key, on the rows of the key and its instance. `plaintext`:
 * what of the result is wiped where it is not given out.
 */
export function attemptWith<T>(result: T, { key, versionId }: LoadedVersion, plaintext?: Buffer): Attempt<T> {
  const detail = { keyVersionId: versionId };
  const attempt: Attempt<T> = { result, subject: keySubject(key), detail, used: rowsOf(key) };
  if (plaintext) attempt.plaintext = plaintext;
  return attempt;
}

function assertUsable(ctx: Ctx, call: UsingCall, action: CallAction, key: LoadedKey): LoadedKey {
  try {
    // KEY-05: what a product keeps under its service key is not the caller's to open.
    if (key.kind === "Service") {
      throw new DomainError("NoPermission", { action: `kms:${action}`, resource: keySubject(key).arn });
    }
    assertAllowed(call, key, ctx.now());
    if (!fitsUse(call, key)) throw new DomainError("UnsupportedOperation");
    return key;
  } catch (error) {
    throw tellAbout(error, keySubject(key));
  }
}

/** A cached row is judged like a fresh one: visibility, state and time are asked on every call. */
async function rememberedKey(ctx: Ctx, reference: KeyReference): Promise<Unread<LoadedKey>> {
  const shelf = ctx.ports.keyCache?.keys;
  if (!shelf) return loadKey(ctx, reference);
  const address = keyAddress(ctx, reference);
  const known = shelf.get(address.name);
  if (known) return unreadKey(ctx, address, known);
  const row = await findKey(ctx, address);
  if (row) shelf.set(address.name, row, rowsOf(row));
  return unreadKey(ctx, address, row);
}
