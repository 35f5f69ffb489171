import { USE_NOTED_SECONDS } from "@/lib/domain/accounts/note-access-key-use";

/** Tells the database which AccessKeys are in use: beside the calls, which wait for none of it. */
export interface AccessKeyUses {
  note(accessKeyId: string): void;
  /** Resolves once what was noted so far is written, or could not be. */
  drain(): Promise<void>;
}

/** More AccessKeys than this are forgotten together: the database then decides whether a minute is over. */
const KNOWN_MAX = 5000;

/** `write` is called at most once a minute for each AccessKey, and for one at a time: a flood of calls takes one connection. */
export function accessKeyUses(
  write: (accessKeyId: string) => Promise<void>,
  onFailure: (error: unknown) => void,
  clock: () => number = () => performance.now(),
): AccessKeyUses {
  const notedAt = new Map<string, number>();
  const waiting = new Set<string>();
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    // A Set gives out what is added while it is walked.
    for (const accessKeyId of waiting) {
      waiting.delete(accessKeyId);
      await write(accessKeyId).catch(onFailure);
    }
    running = undefined;
  }

  return {
    note(accessKeyId) {
      const last = notedAt.get(accessKeyId);
      if (last !== undefined && clock() - last < USE_NOTED_SECONDS * 1000) return;
      if (notedAt.size >= KNOWN_MAX) notedAt.clear();
      notedAt.set(accessKeyId, clock());
      waiting.add(accessKeyId);
      running ??= run();
    },
    drain: async () => {
      await running;
    },
  };
}
