import { DomainError } from "@/lib/domain/errors";
import { accountCommand } from "./commands/account";
import { auditCommand } from "./commands/audit";
import { backupCommand } from "./commands/backup";
import { balanceCommand } from "./commands/balance";
import { caCommand } from "./commands/ca";
import { directoryCommand } from "./commands/directory";
import { firstRunCommand } from "./commands/first-run";
import { instanceCommand } from "./commands/instance";
import { freeModeCommand, pricesCommand } from "./commands/prices";
import { rebuildCommand } from "./commands/rebuild";
import { secretCommand } from "./commands/secret";
import { seedCommand } from "./commands/seed";
import { shareCommand } from "./commands/share";
import { statusCommand } from "./commands/status";
import { systemBackupCommand } from "./commands/system-backup";
import { userCommand } from "./commands/user";
import { NotRunning } from "./gateway";
import { USAGE, UsageError } from "./usage";

// The operator's command line (door 4). It holds no key and opens no database: it asks the running gateway, over a socket
// that only this system user can open.

type Command = (args: string[]) => Promise<unknown>;

const COMMANDS: Readonly<Record<string, Command>> = {
  "first-run": firstRunCommand,
  account: accountCommand,
  user: userCommand,
  instance: instanceCommand,
  directory: directoryCommand,
  share: shareCommand,
  secret: secretCommand,
  status: statusCommand,
  ca: caCommand,
  backup: backupCommand,
  audit: auditCommand,
  balance: balanceCommand,
  prices: pricesCommand,
  "free-mode": freeModeCommand,
  rebuild: rebuildCommand,
  "system-backup": systemBackupCommand,
  seed: seedCommand,
};

const EXIT = { refused: 1, usage: 2, notRunning: 3 } as const;

async function main(args: string[]): Promise<void> {
  const [name = "", ...rest] = args;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(USAGE);
  const answer = await command(rest);
  if (answer === undefined) return; // it has said what there is to say
  process.stdout.write(typeof answer === "string" ? `${answer}\n` : `${JSON.stringify(answer, printable, 2)}\n`);
}

function printable(_name: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (error instanceof DomainError) {
    process.stderr.write(`${JSON.stringify({ code: error.code, params: error.params })}\n`);
    process.exitCode = EXIT.refused;
  } else if (error instanceof UsageError) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.usage;
  } else if (error instanceof NotRunning) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = EXIT.notRunning;
  } else {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = EXIT.refused;
  }
});
