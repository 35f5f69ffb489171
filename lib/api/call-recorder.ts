import { sha256OfText } from "@/lib/crypto/digest";
import type { BatchEntry, Nonce, Written } from "@/lib/db/recorder.sql";
import { DomainError } from "@/lib/domain/errors";
import type { AuditRow, Recorder, Used } from "@/lib/domain/recorder";
import type { SignedRequest } from "./signature";

/** What the recorder of one call needs of the process. */
export interface CallRecorderNeeds {
  submit(entry: BatchEntry): Promise<Written>;
  evict(rows: readonly Used[]): void;
}

/**
 * What the caller is, or may do, has changed since it was read: nothing that this attempt found out may be told. The call
 * is judged again by what holds now; were it told after all, it would be "try again".
 */
export class CallerMoved extends DomainError {
  constructor() {
    super("ServiceUnavailable");
  }
}

/**
 * The recorder of one signed request. Whatever is written first carries the request's nonce, and a nonce that was used
 * refuses the request (decisions 8). Beside the rows that an operation relied on stand those of the caller: an AccessKey
 * that was switched off by now, or a policy that was detached, answers nothing.
 */
export class CallRecorder implements Recorder {
  #nonce: Nonce | undefined;
  #caller: readonly Used[] = [];

  constructor(
    private readonly needs: CallRecorderNeeds,
    signed: Pick<SignedRequest, "accessKeyId" | "nonce" | "signedAt">,
  ) {
    this.#nonce = nonceOf(signed);
  }

  /** Begins an attempt under the caller as it was read for it. */
  attemptAs(caller: { used: readonly Used[] }): void {
    this.#caller = caller.used;
  }

  record(row: AuditRow, used: readonly Used[]): Promise<boolean> {
    return this.#submit(row, [...this.#caller, ...used]);
  }

  /** Before a call that changes something runs: its nonce, and that the caller still stands. */
  async begin(): Promise<void> {
    await this.#submit(undefined, this.#caller);
  }

  /**
   * The event of a refusal. One that rests on what the caller may do is told only while that stands: a policy may have
   * been attached since it was read. @throws DomainError NonceUsed when it was refused to a replay
   */
  async refuse(row: AuditRow, { restsOnCaller }: { restsOnCaller: boolean }): Promise<void> {
    await this.#submit(row, restsOnCaller ? this.#caller : []);
  }

  async #submit(event: AuditRow | undefined, used: readonly Used[]): Promise<boolean> {
    const written = await this.needs.submit({ event, nonce: this.#nonce, used });
    if (written.kind === "nonceUsed") throw new DomainError("NonceUsed");
    this.#nonce = undefined; // it is kept now, even where rows were stale
    if (written.kind === "written") return true;
    this.needs.evict(written.rows);
    if (written.rows.some(({ pk }) => this.#caller.some((row) => row.pk === pk))) throw new CallerMoved();
    return false;
  }
}

/** Two AccessKeys may use the same nonce; the pair may not come twice. The id has no line break. */
function nonceOf({ accessKeyId, nonce, signedAt }: Pick<SignedRequest, "accessKeyId" | "nonce" | "signedAt">): Nonce {
  return { signedAt, digest16: sha256OfText(`${accessKeyId}\n${nonce}`).subarray(0, 16) };
}
