import { timingSafeEqual } from "node:crypto";
import { findAccessKey } from "../accounts/find-access-key";
import { ACCESS_KEY_LIMIT, type CreatedAccessKey, insertAccessKey } from "../accounts/insert-access-key";
import { record } from "../audit/record";
import type { Ctx, Tx } from "../context";
import { DomainError } from "../errors";
import { userArn } from "../policies/principal";
import { failRotation, noteSuccess, storeVersions } from "./finish-rotation";
import { type AccessKeyValue, readAccessKey, writeAccessKey } from "./managed-types";
import { known, loadRotating, openTexts, type Rotating, withDataKey } from "./rotating";
import { RAM_WINDOW_HOURS, type RotationError } from "./rotation-rules";
import { begun, isUndue, stepTransaction, type Turn } from "./rotation-steps";
import { sealValue } from "./secret-value";

// RAM secrets rotate AccessKeys of this very product (SEC-13): the target's side and ours are one database, so that all up
// to the end of the window is one transaction. Neither an AccessKey without a version nor a version without one is ever there.

/** The new AccessKey, tried as the gateway tries it, its version, the labels; the old one ends with the window (SEC-33). */
export async function rotateAccessKey(turn: Turn, found: Rotating): Promise<Rotating | null> {
  return stepTransaction(turn, found, async (tx) => {
    const rotating = await loadRotating(tx, found.rotation.pk);
    if (!rotating || isUndue(rotating, tx.now())) return "drop";
    const now = tx.now();
    const user = await userOf(tx, rotating);
    const { old, made } = await withDataKey(tx, rotating, (dataKey) => makeAccessKey(tx, rotating, user, dataKey));
    const { accessKeyId: account } = made;
    await record(tx, "CreateAccessKey", user.subject, { createdAccessKeyId: account });

    const window = rotating.rotation.windowSeconds ?? RAM_WINDOW_HOURS.usual * 3600;
    const dueAt = new Date(now.getTime() + window * 1000);
    await noteSuccess(tx, rotating, { notBefore: dueAt, detail: { createdAccessKeyId: account } });
    const done = { setAt: now, testedAt: now, finishedAt: now, attempts: 0, errorCode: null };
    return { ...begun(rotating, now), ...done, step: "Retire", account, retires: old, windowSeconds: window, dueAt };
  });
}

async function makeAccessKey(tx: Tx, rotating: Rotating, user: User, dataKey: Buffer) {
  const { current, previous } = await openTexts(tx, rotating, dataKey);
  const old = readAccessKey(known(current).text).AccessKeyId;
  const named = { current: old, previous: previous && readAccessKey(previous.text).AccessKeyId };
  await assertSamePerson(tx, user, named);
  await makeRoom(tx, user, named);
  const made = await insertAccessKey(tx, user);
  await assertWorks(tx, { AccessKeyId: made.accessKeyId, AccessKeySecret: made.accessKeySecret });
  await storeVersions(tx, rotating, [versionOf(rotating, made, dataKey)]);
  return { old, made };
}

/**
 * At the end of the window the AccessKey that was current before is destroyed. It stays where the new one does not work any
 * more, because somebody disabled or deleted it: one that works is worth more than order.
 */
export async function retireAccessKey(turn: Turn, rotating: Rotating): Promise<Rotating | null> {
  const { retires, account } = rotating.rotation;
  const refused = await refusalOfCurrent(turn.ctx, rotating, account);
  if (refused) return failRotation(turn, rotating, refused);
  return stepTransaction(turn, rotating, async (tx) => {
    const { userName, secret } = { ...rotating.config, ...rotating };
    const user = await findUser(tx, secret.accountId, userName);
    if (user && retires) await destroy(tx, user, retires);
    return { state: "Succeeded", endedAt: tx.now(), attempts: 0, errorCode: null };
  });
}

interface User {
  pk: string;
  accountId: string;
  accountPk: string;
  subject: { accountId: string; region: string; arn: string };
}

async function userOf(tx: Tx, { secret, config }: Rotating): Promise<User> {
  const user = await findUser(tx, secret.accountId, config.userName);
  if (!user) throw new DomainError("UserNotFound");
  return user;
}

async function findUser(tx: Tx, accountId: string, name: string | null): Promise<User | null> {
  const person = await tx.db.person.findFirst({
    where: { accountId, name: name ?? "", root: false },
    select: { pk: true, accountId: true, accountPk: true },
  });
  return person && { ...person, subject: { accountId, region: "", arn: userArn(accountId, name ?? "") } };
}

/** What an earlier rotation, or the import, stored. */
interface NamedKeys {
  current: string;
  previous: string | null;
}

/**
 * A name may pass to somebody else once its user is deleted; whoever reads this secret was never given that person's rights.
 * One of the AccessKeys that it names has to be this person's. @throws DomainError AccessKeyMismatch
 */
async function assertSamePerson(tx: Tx, { pk: personPk }: User, { current, previous }: NamedKeys): Promise<void> {
  const accessKeyId = { in: previous === null ? [current] : [current, previous] };
  const theirs = await tx.db.accessKey.count({ where: { personPk, accessKeyId } });
  if (theirs === 0) throw new DomainError("AccessKeyMismatch");
}

/**
 * A user has two AccessKeys at most. Where both places are taken, the one that ACSPrevious still names leaves, together
 * with the coming of the new one; a stranger's stays, and there is no room.
 */
async function makeRoom(tx: Tx, user: User, { current, previous }: NamedKeys): Promise<void> {
  const keys = await tx.db.accessKey.findMany({ where: { personPk: user.pk }, select: { accessKeyId: true } });
  if (keys.length < ACCESS_KEY_LIMIT) return;
  const isOurs = previous !== null && previous !== current && keys.some((key) => key.accessKeyId === previous);
  if (isOurs) await destroy(tx, user, previous);
}

async function destroy(tx: Tx, user: User, accessKeyId: string): Promise<void> {
  const { count } = await tx.db.accessKey.deleteMany({ where: { personPk: user.pk, accessKeyId } });
  if (count > 0) await record(tx, "DeleteAccessKey", user.subject, { deletedAccessKeyId: accessKeyId });
}

function versionOf({ rotation, secret }: Rotating, made: CreatedAccessKey, dataKey: Buffer) {
  const { accessKeyId: AccessKeyId, accessKeySecret: AccessKeySecret } = made;
  const bytes = Buffer.from(writeAccessKey({ AccessKeyId, AccessKeySecret }, made.createdAt), "utf8");
  const { versionId } = rotation;
  const sealed = sealValue(dataKey, secret, versionId, bytes);
  bytes.fill(0);
  return { versionId, sealed };
}

/** Looks it up as the gateway does for a call: found, enabled, and with this very secret. @throws DomainError */
async function assertWorks(ctx: Ctx | Tx, { AccessKeyId, AccessKeySecret }: AccessKeyValue): Promise<void> {
  const found = await findAccessKey(ctx, AccessKeyId);
  if (!found) throw new DomainError("AccessKeyNotFound");
  const offered = Buffer.from(AccessKeySecret, "utf8");
  const isSame = found.secret.length === offered.length && timingSafeEqual(found.secret, offered);
  found.secret.fill(0);
  offered.fill(0);
  if (!isSame) throw new DomainError("AccessKeyMismatch");
  if (found.state !== "Active") throw new DomainError("AccessKeyInactive");
}

async function refusalOfCurrent(ctx: Ctx, rotating: Rotating, account: string | null): Promise<RotationError | null> {
  const opened = await withDataKey(ctx, rotating, (dataKey) => openTexts(ctx, rotating, dataKey));
  const current = readAccessKey(known(opened.current).text);
  try {
    await assertWorks(ctx, current);
    return current.AccessKeyId === account ? null : "AccessKeyMismatch";
  } catch (error) {
    if (error instanceof DomainError && error.kind !== "unavailable") return error.code;
    throw error;
  }
}
