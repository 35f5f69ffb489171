import { z } from "zod";
import { sha256Hex } from "@/lib/crypto/digest";
import { isAccountName } from "@/lib/domain/secrets/managed-rules";
import type {
  AccountWish,
  TargetAddress,
  TargetCredential,
  TargetError,
  TargetOutcome,
  TargetPort,
} from "@/lib/domain/secrets/rotation-ports";
import { type KeyWish, rewritten } from "./authorized-keys";
import { commands, ENDS, READY } from "./ssh-scripts";
import { overSsh, type SshDeps, SshFailure, type SshLogin, type SshSession } from "./ssh-session";

// Passwords and SSH keys of Linux users (SEC-14, SEC-16). Linux users are not made here: a missing one is AccountMissing.

/** Somebody else wrote the file between our reading and writing: so often do we read it again. */
const WRITE_ATTEMPTS = 5;

export function makeSshTarget(deps: SshDeps): TargetPort {
  const asAdministrator = (target: TargetAddress, work: (session: SshSession) => Promise<void>) =>
    overSsh(deps, target, administratorOf(target), work);
  return {
    check: (target) => outcomeOf(() => asAdministrator(target, says(commands.nothing()))),
    has: async (target, account) => {
      const outcome = await outcomeOf(() => asAdministrator(target, says(commands.has(named(account)))));
      if (outcome.ok) return { ok: true, exists: true };
      return outcome.error === "AccountMissing" ? { ok: true, exists: false } : outcome;
    },
    set: (target, wish) => outcomeOf(() => asAdministrator(target, setterOf(wish))),
    signIn: (target, account, credential) =>
      outcomeOf(async () => overSsh(deps, target, await loginOf(named(account), credential), async () => {})),
  };
}

const says =
  (command: string, input: Buffer = Buffer.alloc(0)) =>
  async (session: SshSession) =>
    void (await answer(session, command, input));

/** What cannot be is refused before anybody is called. */
function setterOf({ account, credential, ...wish }: AccountWish): (session: SshSession) => Promise<void> {
  const name = named(account);
  if (credential.kind === "sshKey") {
    const keyWish = { ...wish, publicKey: credential.publicKey };
    if (rewritten("", keyWish) === null) throw new SshFailure("ValueRefused");
    return (session) => setKey(session, name, keyWish);
  }
  // chpasswd reads lines.
  if (/[\n\r\0]/.test(credential.password)) throw new SshFailure("ValueRefused");
  return says(commands.setPassword(name), Buffer.from(`${credential.password}\nend\n`, "utf8"));
}

async function setKey(session: SshSession, account: string, wish: KeyWish): Promise<void> {
  for (let attempt = 0; attempt < WRITE_ATTEMPTS; attempt++) {
    const read = await answer(session, commands.readKeys(account));
    const [, state, text = ""] = /^(present|absent)\n([\s\S]*)$/.exec(read.toString("latin1")) ?? [];
    const file = rewritten(text, wish);
    if (!state || file === null) throw new SshFailure("Failed");
    if (file === text) return;
    const bytes = Buffer.from(file, "latin1");
    const was = state === "absent" ? state : sha256Hex(Buffer.from(text, "latin1"));
    const input = Buffer.concat([Buffer.from(`${was}\n${sha256Hex(bytes)}\n`, "latin1"), bytes]);
    if ((await endOf(session, commands.writeKeys(account), input)).code === 0) return;
  }
  throw new SshFailure("Failed");
}

const ERRORS: Readonly<Record<number, TargetError>> = {
  [ENDS.accountMissing]: "AccountMissing",
  [ENDS.valueRefused]: "ValueRefused",
  [ENDS.unsupported]: "Unsupported",
  [ENDS.notPermitted]: "NotPermitted",
};

/** What a script said after its first word; only of one that ended well, or of one that is to be tried again. */
async function endOf(session: SshSession, command: string, input: Buffer) {
  const { code, output } = await session.run(command, input);
  const text = `${READY}\n`;
  const at = output.indexOf(text);
  // It never began: no shell, no sudo, or one that asks for a password.
  if (at < 0) throw new SshFailure("NotPermitted");
  if (code !== 0 && code !== ENDS.changedMeanwhile) throw new SshFailure(ERRORS[code ?? -1] ?? "Failed");
  return { code, said: output.subarray(at + text.length) };
}

async function answer(session: SshSession, command: string, input: Buffer = Buffer.alloc(0)): Promise<Buffer> {
  return (await endOf(session, command, input)).said;
}

/** It becomes a word of a command: nothing but a name may pass, whoever called. */
function named(account: string): string {
  if (!isAccountName(account)) throw new SshFailure("ValueRefused");
  return account;
}

const administrator = z.union([
  z.strictObject({ UserName: z.string().min(1).max(64), Password: z.string().min(1) }),
  z.strictObject({ UserName: z.string().min(1).max(64), PrivateKey: z.string().min(1) }),
]);

function administratorOf(target: TargetAddress): SshLogin {
  const parsed = administrator.safeParse(jsonOf(target.administrator));
  if (!parsed.success) throw new SshFailure("CredentialUnreadable");
  const { UserName: userName, ...rest } = parsed.data;
  const credential = "Password" in rest ? { password: rest.Password } : { privateKey: rest.PrivateKey };
  return { userName, credential, refusedAs: "AdministratorRefused" };
}

async function loginOf(userName: string, credential: TargetCredential): Promise<SshLogin> {
  if (credential.kind === "password") return { userName, credential, refusedAs: "SignInRefused" };
  if (!(await isPair(credential.publicKey, credential.privateKey))) throw new SshFailure("ValueRefused");
  return { userName, credential: { privateKey: credential.privateKey }, refusedAs: "SignInRefused" };
}

/** Keys that people bring may be of any kind that SSH knows: what one half signs, the other must believe. */
async function isPair(publicKey: string, privateKey: string): Promise<boolean> {
  const { default: ssh2 } = await import("ssh2");
  const [ours, theirs] = [ssh2.utils.parseKey(privateKey), ssh2.utils.parseKey(publicKey)];
  if (ours instanceof Error || theirs instanceof Error || !ours.isPrivateKey()) return false;
  const algorithm = ours.type === "ssh-rsa" ? "sha512" : undefined;
  const signature = ours.sign(PROBE, algorithm);
  return Buffer.isBuffer(signature) && theirs.verify(PROBE, signature, algorithm) === true;
}
const PROBE = Buffer.from("do these two belong together?");

async function outcomeOf(work: () => Promise<void>): Promise<TargetOutcome> {
  try {
    await work();
    return { ok: true };
  } catch (error) {
    return { ok: false, error: error instanceof SshFailure ? error.error : "Failed" };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
