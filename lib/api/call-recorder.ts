import { sha256 } from "@/lib/crypto/digest";
import type { Nonce, Written } from "@/lib/db/recorder.sql";
import type { FoundAccessKey } from "@/lib/domain/accounts/find-access-key";
import { DomainError } from "@/lib/domain/errors";
import type { AuditRow, Recorder, Used } from "@/lib/domain/recorder";
import type { SignedRequest } from "./signature";

/** What the recorder of one call needs of the process. */
export interface CallRecorderNeeds {
  submit(entry: { event?: AuditRow; nonce?: Nonce; used: readonly Used[] }): Promise<Written>;
  evict(rows: readonly Used[]): void;
  /** Reads the caller's AccessKey from the database and refuses when it may not call any more. */
  reauthenticate(): Promise<FoundAccessKey>;
}

/**
 * The recorder of one signed request. Whatever is written first carries the request's nonce, and a nonce that was used
 * refuses the request (decisions 8). Beside the rows that an operation relied on stand those of the AccessKey: a key that
 * was switched off by now answers nothing.
 */
export class CallRecorder implements Recorder {
  #nonce: Nonce | undefined;
  #caller: readonly Used[];

  constructor(
    private readonly needs: CallRecorderNeeds,
    signed: Pick<SignedRequest, "accessKeyId" | "nonce" | "signedAt">,
    caller: FoundAccessKey,
  ) {
    this.#nonce = nonceOf(signed);
    this.#caller = caller.used;
  }

  async record(row: AuditRow, used: readonly Used[]): Promise<boolean> {
    return this.#submit(row, [...this.#caller, ...used]);
  }

  /** Before a call that changes something runs: its nonce, and that the AccessKey still stands. */
  async begin(): Promise<void> {
    if (await this.#submit(undefined, this.#caller)) return;
    if (!(await this.#submit(undefined, this.#caller))) throw new DomainError("ServiceUnavailable");
  }

  /** The event of a refusal. @throws DomainError NonceUsed when it was refused to a replay */
  async refuse(row: AuditRow): Promise<void> {
    await this.#submit(row, []);
  }

  async #submit(event: AuditRow | undefined, used: readonly Used[]): Promise<boolean> {
    const nonce = this.#nonce;
    const written = await this.needs.submit({ ...(event && { event }), ...(nonce && { nonce }), used });
    if (written.kind === "nonceUsed") throw new DomainError("NonceUsed");
    this.#nonce = undefined; // it is kept now, even where rows were stale
    if (written.kind === "written") return true;
    this.needs.evict(written.rows);
    if (written.rows.some(({ table }) => table === "access_key" || table === "account")) {
      this.#caller = (await this.needs.reauthenticate()).used;
    }
    return false;
  }
}

/** Two AccessKeys may use the same nonce; the pair may not come twice. The id has no line break. */
function nonceOf({ accessKeyId, nonce, signedAt }: Pick<SignedRequest, "accessKeyId" | "nonce" | "signedAt">): Nonce {
  return { signedAt, digest16: sha256(Buffer.from(`${accessKeyId}\n${nonce}`, "utf8")).subarray(0, 16) };
}
