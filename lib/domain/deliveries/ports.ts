// What deliveries need of the outside world. An adapter answers with an outcome and never throws: what a receiver does
// is no defect of ours. lib/external implements these.

/** Why something was not delivered: a closed list, with the status where there is one ("Status:503"). */
export type SendError =
  | "AddressNotAllowed"
  | "NameNotFound"
  | "ConnectionRefused"
  | "ConnectionLost"
  | "TlsFailed"
  | "TimedOut"
  | "MailRefused"
  | "NotWritable"
  | "KeyUnavailable"
  | "FileDamaged"
  | "NotSetUp"
  | "Failed"
  | `Status:${number}`;

/** `answer` is the receiver's word, cut short, for a test. */
export type SendOutcome = { ok: true; answer: string } | { ok: false; error: SendError };

export interface WebhookPort {
  /** Whether its address may be reached as names stand now; a name that nobody knows yet may. */
  mayReach(url: string): Promise<boolean>;
  post(request: { url: string; headers: Readonly<Record<string, string>>; body: Buffer }): Promise<SendOutcome>;
}

export interface MailPort {
  send(message: { to: readonly string[]; subject: string; text: string }): Promise<SendOutcome>;
}

/** One file of a target: `<account>/<folder>/<file>` below the place of deliveries. */
export interface FilePlace {
  accountId: string;
  folder: string;
  file: string;
}

export interface FileLines extends FilePlace {
  lines: readonly string[];
}

export interface FilePort {
  /** The first whole line; null where there is none yet. Any that is longer than a header of ours is cut. */
  firstLine(place: FilePlace): Promise<{ ok: true; line: string | null } | { ok: false; error: SendError }>;
  /** Resolves "ok" once the lines are on the disk for good. */
  append(lines: FileLines): Promise<SendOutcome>;
}

/** Absent where a process delivers nothing; `mail` where no mail server is set. */
export interface DeliveryPorts {
  webhook: WebhookPort;
  files: FilePort;
  mail?: MailPort;
}
