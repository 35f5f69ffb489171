/** A failure that a person can mend: its message is one line that says what to do, and no stack is shown. */
export class Refusal extends Error {
  name = "Refusal";
}

/** What the operating system said, as advice. Anything unknown stays as it is. */
export function asRefusal(error, doing) {
  if (error instanceof Refusal) return error;
  switch (error?.code) {
    case "ENOSPC":
    case "EDQUOT":
      return new Refusal(`The disk is full (${doing}): free some space and start again.`);
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new Refusal(
        `Cannot write (${doing}): ${error.path ?? error.message}. Give this user the right to, or set KMS_DATA_DIR.`,
      );
    case "EADDRINUSE":
      return new Refusal(`Port ${error.port} is taken (${doing}): stop what uses it, or choose another.`);
    default:
      return error;
  }
}

/** Ends the process with one line for a Refusal, with the stack for a mistake of ours. */
export function fail(error) {
  process.stderr.write(`${error instanceof Refusal ? `kms: ${error.message}` : (error?.stack ?? error)}\n`);
  process.exit(1);
}
