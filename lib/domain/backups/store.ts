/**
 * Where backup data lives: a folder or an S3 bucket, never the database it protects. Names are paths with `/`, made of
 * letters, digits, `-`, `_` and `.`; the adapters lie in lib/external.
 */
export interface BackupStore {
  /** What an operator calls it: a folder's path or s3://bucket/prefix. */
  readonly name: string;
  /** Writes an object whole; durable when this resolves (file and folder synced). Replaces an object of that name. */
  put(name: string, bytes: Uint8Array): Promise<void>;
  /** The same, unless an object of that name exists: then `false`, and nothing is changed. */
  putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean>;
  /** The whole object, or null. */
  get(name: string): Promise<Buffer | null>;
  /** `length` bytes from `offset`, or null where there is no object; fewer bytes where it ends early. */
  getRange(name: string, offset: number, length: number): Promise<Buffer | null>;
  /** Names that begin with `prefix`, sorted by bytes. */
  list(prefix: string): Promise<string[]>;
  /** Removes an object; absent is fine. Durable when this resolves. */
  remove(name: string): Promise<void>;
  /** Writes, reads and removes a small object; throws with a reason an operator understands. */
  check(): Promise<void>;
}
