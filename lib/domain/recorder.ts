import type { CanonicalValue } from "@/lib/crypto/canonical-json";

/** A row that a call relied on, with the revision it had when it was read (decisions 8). */
export interface Used {
  table: "access_key" | "account" | "instance" | "key" | "secret";
  pk: string;
  revision: bigint;
}

/** An audit event before the database gives it a transaction id; `leaf` is the SHA-256 of its canonical form. */
export interface AuditRow {
  id: string;
  at: Date;
  accountId: string;
  region: string;
  event: string;
  source: string;
  actor: string;
  accessKeyId: string | null;
  sourceIp: string | null;
  resource: string;
  outcome: string;
  requestId: string;
  detail: Readonly<Record<string, CanonicalValue>>;
  leaf: Uint8Array;
}

export interface Recorder {
  /**
   * Resolves `true` once the event is durable and every row used still has its revision; `false` when one has moved on:
   * the result must be thrown away and the call run again from the database. Rejects with ServiceUnavailable when the
   * event could not be written: the result must be dropped.
   */
  record(row: AuditRow, used: readonly Used[]): Promise<boolean>;
}
