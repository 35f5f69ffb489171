import type { RunningGateway } from "./start-gateway";

/** What callers of one key may rely on: from the acknowledgement of a change until the next one is sent. */
export type Standing = "allowed" | "changing" | "forbidden";

export interface Tally {
  /** Calls that began and ended while the withdrawal stood acknowledged, and those of them that were answered. */
  forbidden: number;
  answeredAlthoughForbidden: number;
  /** The same while the permission stood, and those that were refused. */
  allowed: number;
  refusedAlthoughAllowed: number;
  changes: number;
}

/** One call, and whether it was answered. */
export type Attempt = (gateway: RunningGateway, count: number) => Promise<boolean>;

export interface Change {
  withdraw(count: number): Promise<unknown>;
  giveBack(count: number): Promise<unknown>;
}

export const noTally = (): Tally => ({
  forbidden: 0,
  answeredAlthoughForbidden: 0,
  allowed: 0,
  refusedAlthoughAllowed: 0,
  changes: 0,
});

/**
 * Callers hammer every gateway without a pause while `changes` are made one after the other; each change waits until a
 * call that began after the last was acknowledged has ended at every gateway, so that each is put to the test.
 */
export async function hammer(
  gateways: readonly RunningGateway[],
  attempt: Attempt,
  changes: readonly Change[],
  total: number,
  tally: Tally,
): Promise<void> {
  let standing: Standing = "allowed";
  /** Counts every sending and every acknowledgement: a call is judged where none came between. */
  let step = 0;
  let done = false;
  let judged = () => {};

  const lane = async (gateway: RunningGateway, seen: Set<RunningGateway>) => {
    for (let count = 0; !done; count++) {
      const begunAt = step;
      const answered = await attempt(gateway, count);
      if (begunAt !== step || standing === "changing") continue;
      if (standing === "forbidden") {
        tally.forbidden++;
        if (answered) tally.answeredAlthoughForbidden++;
      } else {
        tally.allowed++;
        if (!answered) tally.refusedAlthoughAllowed++;
      }
      seen.add(gateway);
      judged();
    }
  };

  const seen = new Set<RunningGateway>();
  const everyGatewayAsked = () =>
    new Promise<void>((resolve) => {
      judged = () => {
        if (seen.size === gateways.length) resolve();
      };
    });
  const move = async (to: "allowed" | "forbidden", change: () => Promise<unknown>) => {
    standing = "changing";
    step++;
    await change();
    seen.clear();
    standing = to;
    step++;
    tally.changes++;
    await everyGatewayAsked();
  };

  const changing = async () => {
    for (let count = 0; count < total; count++) {
      const change = changes[count % changes.length] as Change;
      await move("forbidden", () => change.withdraw(count));
      await move("allowed", () => change.giveBack(count));
    }
  };
  const untilDone = (work: Promise<void>) =>
    work.finally(() => {
      done = true;
    });
  await Promise.all([changing(), ...gateways.map((gateway) => lane(gateway, seen))].map(untilDone));
}
