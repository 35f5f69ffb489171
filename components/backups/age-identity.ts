import type { ActionFailure, ActionResult } from "@/lib/actions/result";

// Files in the browser (BKP-120..131). The key that opens a downloaded file is made here and never leaves: the server is
// told the recipient only. A file goes up in pieces, so that no server on the way has to hold it whole.

/** A standard age key pair (X25519): the Encryption Key that is shown once, and what the file is encrypted to. */
export interface AgeKeys {
  /** `AGE-SECRET-KEY-1…` */
  identity: string;
  /** `age1…` */
  recipient: string;
}

export async function makeAgeKeys(): Promise<AgeKeys> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/** What Begin Upload judges before anything is sent; pieces go on after it. */
const HEAD_BYTES = 256 * 1024;
/** One that takes a minute to arrive ends the upload (`IDLE_MS`): a line of 20 KB/s is still fast enough. */
const PIECE_BYTES = 1024 * 1024;

export async function readFileHead(file: Blob): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer());
}

/** Where the browser finds the file of a prepared download; a plain link with `download`. */
export const downloadHref = (transferId: string) => `/api/console/backup-download/${encodeURIComponent(transferId)}`;
const uploadHref = (transferId: string) => `/api/console/backup-upload/${encodeURIComponent(transferId)}`;

export interface UploadProgress {
  /** Bytes that have left, of the whole file. */
  sent: number;
  size: number;
}

interface UploadOptions {
  onProgress?: (progress: UploadProgress) => void;
  /** Aborted: nothing more is sent; `CancelBackupTransfer` ends it on the server as well. */
  signal?: AbortSignal;
}

/** Sends the rest of the file whose head Begin Upload has taken, and ends the upload. A refusal is an answer. */
export async function uploadFile(
  transferId: string,
  file: Blob,
  { onProgress, signal }: UploadOptions = {},
): Promise<ActionResult<{ backupId: string }>> {
  const href = uploadHref(transferId);
  const size = file.size;
  for (let at = Math.min(HEAD_BYTES, size), part = 0; at < size; at += PIECE_BYTES, part += 1) {
    const tell = (loaded: number) => onProgress?.({ sent: Math.min(at + loaded, size), size });
    tell(0);
    const answer = await post(`${href}?part=${part}`, file.slice(at, at + PIECE_BYTES), tell, signal);
    if (!answer.ok) return answer;
  }
  onProgress?.({ sent: size, size });
  return (await post(`${href}?end=1`, new Blob(), undefined, signal)) as ActionResult<{ backupId: string }>;
}

const GONE: ActionFailure = { ok: false, code: "ServiceUnavailable" };

function post(href: string, body: Blob, onSent?: (bytes: number) => void, signal?: AbortSignal) {
  return new Promise<ActionResult<unknown>>((resolve) => {
    const request = new XMLHttpRequest(); // `fetch` does not tell how much has left
    request.open("POST", href);
    request.responseType = "json";
    request.setRequestHeader("Content-Type", "application/octet-stream");
    if (onSent) request.upload.onprogress = ({ loaded }) => onSent(loaded);
    const abort = () => request.abort();
    signal?.addEventListener("abort", abort, { once: true });
    request.onloadend = () => {
      signal?.removeEventListener("abort", abort);
      const answer = request.response as ActionResult<unknown> | null; // the route handler's only shape
      resolve(answer && typeof answer.ok === "boolean" ? answer : GONE);
    };
    if (signal?.aborted) resolve(GONE);
    else request.send(body);
  });
}
