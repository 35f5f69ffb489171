import type { BackupStore } from "@/lib/domain/backups/store";

/** The largest object is 16 MiB, except an index; a list has a page per thousand names. */
const PATIENCE_MS = 60_000;

/**
 * The store, whose every call ends: a share that hangs or a bucket that answers nothing is an error after `patienceMs`,
 * not a run, a release or a worker that stands for ever. What was sent may still arrive; whoever writes reckons with it.
 */
export function patientStore(store: BackupStore, patienceMs = PATIENCE_MS): BackupStore {
  const limited = async <T>(call: Promise<T>): Promise<T> => {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      const tooLate = new Error(`The backup store ${store.name} did not answer within ${patienceMs / 1000} s.`);
      timer = setTimeout(() => reject(tooLate), patienceMs);
    });
    try {
      return await Promise.race([call, late]);
    } finally {
      clearTimeout(timer);
    }
  };
  return {
    name: store.name,
    put: (name, bytes) => limited(store.put(name, bytes)),
    putIfAbsent: (name, bytes) => limited(store.putIfAbsent(name, bytes)),
    get: (name) => limited(store.get(name)),
    getRange: (name, offset, length) => limited(store.getRange(name, offset, length)),
    list: (prefix) => limited(store.list(prefix)),
    remove: (name) => limited(store.remove(name)),
    check: () => limited(store.check()),
  };
}
