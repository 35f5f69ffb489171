import type { TargetAdapter } from "@/lib/generated/prisma/enums";
import type {
  AccountWish,
  RotationPorts,
  TargetCredential,
  TargetError,
  TargetOutcome,
  TargetPort,
} from "./rotation-ports";

type Call = "set" | "signIn";

/** What is to happen around a call: the answer that is given instead, before it is done or after. */
export interface Trouble {
  before?: (call: Call, account: string, credential: TargetCredential) => Promise<TargetError | undefined>;
  after?: (call: Call, account: string, credential: TargetCredential) => Promise<TargetError | undefined>;
}

/** A target that really keeps accounts with their password, or their keys by mark, and can be made to fail at any moment. */
export class KeptTarget {
  readonly passwords = new Map<string, string>();
  /** Account → public key → mark of the secret that it is of; "" is somebody else's. */
  readonly keys = new Map<string, Map<string, string>>();
  readonly calls: { call: Call; account: string; credential: TargetCredential }[] = [];
  trouble: Trouble = {};

  readonly port: TargetPort = {
    check: async () => ({ ok: true }),
    has: async (_, account) => ({ ok: true, exists: this.passwords.has(account) || this.keys.has(account) }),
    set: (_, wish) => this.#troubled("set", wish.account, wish.credential, () => this.#set(wish)),
    signIn: (_, account, credential) =>
      this.#troubled("signIn", account, credential, () =>
        this.accepts(account, credential) ? undefined : "SignInRefused",
      ),
  };

  ports(): RotationPorts {
    const adapters: TargetAdapter[] = ["PostgreSQL", "MySQL", "Redis", "SSH", "Webhook"];
    return Object.fromEntries(adapters.map((adapter) => [adapter, this.port])) as RotationPorts;
  }

  accepts(account: string, credential: TargetCredential): boolean {
    return credential.kind === "password"
      ? this.passwords.get(account) === credential.password
      : (this.keys.get(account)?.has(credential.publicKey) ?? false);
  }

  #set({ account, credential, keep, secretArn, make }: AccountWish): TargetError | undefined {
    if (credential.kind === "password") {
      if (!this.passwords.has(account) && !make) return "AccountMissing";
      this.passwords.set(account, credential.password);
      return undefined;
    }
    const lines = this.keys.get(account);
    if (!lines) return "AccountMissing";
    for (const [line, mark] of lines) if (mark === secretArn && !keep.includes(line)) lines.delete(line);
    lines.set(credential.publicKey, secretArn);
    return undefined;
  }

  async #troubled(
    call: Call,
    account: string,
    credential: TargetCredential,
    done: () => TargetError | undefined,
  ): Promise<TargetOutcome> {
    this.calls.push({ call, account, credential });
    const error =
      (await this.trouble.before?.(call, account, credential)) ??
      done() ??
      (await this.trouble.after?.(call, account, credential));
    return error ? { ok: false, error } : { ok: true };
  }
}
