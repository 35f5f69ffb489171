import { actorName } from "../audit/record";
import { accountOf } from "../authorize";
import type { Ctx } from "../context";
import { DomainError } from "../errors";

// Files on their way out and in, in the memory of the gateway that began them: each is one stream, which its owner pulls
// or pushes call by call. What is lost with the gateway is given up by the worker (transfer-rows.ts).

/** Whoever stops asking for so long is gone; then the memory, and the key of an upload with it, is let go. */
export const IDLE_MS = 60_000;
const PER_ACCOUNT = 4;

/** One running transfer. `giveUp` ends it for good: nothing of an upload is left, a download gives nothing more. */
export interface Transfer {
  readonly transferId: string;
  readonly kind: "Download" | "Upload";
  giveUp(error: unknown): Promise<void>;
}

interface Held {
  transfer: Transfer;
  owner: string;
  /** Calls wait for one another. */
  turn: Promise<unknown>;
  idle?: ReturnType<typeof setTimeout>;
}

const held = new Map<string, Held>();
const places = new Map<string, number>();

/** Whose it is: nobody else can go on with it, whatever their permissions. */
const ownerOf = (ctx: Ctx) => `${accountOf(ctx)} ${actorName(ctx.actor)}`;

/** A place for one more transfer of the account, until `leave`. @throws DomainError Throttled */
export function takePlace(ctx: Ctx): { leave(): void } {
  const accountId = accountOf(ctx);
  const taken = places.get(accountId) ?? 0;
  if (taken >= PER_ACCOUNT) throw new DomainError("Throttled");
  places.set(accountId, taken + 1);
  let left = false;
  return {
    leave: () => {
      if (left) return;
      left = true;
      const now = (places.get(accountId) ?? 1) - 1;
      if (now > 0) places.set(accountId, now);
      else places.delete(accountId);
    },
  };
}

export function holdTransfer(ctx: Ctx, transfer: Transfer): void {
  const one: Held = { transfer, owner: ownerOf(ctx), turn: Promise.resolve() };
  held.set(transfer.transferId, one);
  wait(one);
}

export function dropTransfer({ transferId }: Transfer): void {
  clearTimeout(held.get(transferId)?.idle);
  held.delete(transferId);
}

/** A part that is neither the next one nor the one before. Whoever asked is mistaken; the transfer goes on. */
export class OutOfTurn extends DomainError {
  constructor() {
    super("InvalidParameter", { name: "part" });
  }
}

/**
 * Runs the next step of a transfer, one at a time. A step that fails ends the transfer, unless it was not its turn.
 * @throws DomainError BackupTransferOver for one that is over, is held by another gateway, or is somebody else's
 */
export async function withTransfer<T extends Transfer, R>(
  ctx: Ctx,
  transferId: string,
  kind: T["kind"],
  step: (transfer: T) => Promise<R>,
): Promise<R> {
  const owner = ownerOf(ctx);
  const one = held.get(transferId);
  if (!one || one.owner !== owner || one.transfer.kind !== kind) throw new DomainError("BackupTransferOver");
  const run = async () => {
    if (held.get(transferId) !== one) throw new DomainError("BackupTransferOver");
    clearTimeout(one.idle);
    try {
      const result = await step(one.transfer as T); // its kind was compared
      if (held.get(transferId) === one) wait(one);
      return result;
    } catch (error) {
      if (!(error instanceof OutOfTurn)) await end(one, error);
      else if (held.get(transferId) === one) wait(one);
      throw error;
    }
  };
  const turn = one.turn.then(run, run);
  one.turn = turn.catch(() => undefined);
  return turn;
}

/** Of either kind, by its owner. */
export async function cancelTransfer(ctx: Ctx, transferId: string): Promise<void> {
  const one = held.get(transferId);
  if (!one || one.owner !== ownerOf(ctx)) throw new DomainError("BackupTransferOver");
  await end(one, new DomainError("BackupTransferOver"));
}

/** Real time: it frees memory and decides nothing that business time would. */
function wait(one: Held): void {
  clearTimeout(one.idle);
  one.idle = setTimeout(() => {
    // What cannot be cleaned up now, the worker does; there is nobody to be told.
    end(one, new DomainError("BackupTransferOver")).catch(() => undefined);
  }, IDLE_MS);
  one.idle.unref();
}

async function end(one: Held, error: unknown): Promise<void> {
  dropTransfer(one.transfer);
  await one.transfer.giveUp(error);
}
