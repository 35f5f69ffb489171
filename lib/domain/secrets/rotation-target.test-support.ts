import type { TargetAdapter } from "@/lib/generated/prisma/enums";
import type {
  AccountWish,
  RotationPorts,
  TargetAddress,
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

/** Where the targets of a rotationWorld are, and who administers every place. */
const HOME = "db.test";
export const ADMINISTRATOR = { UserName: "administrator", Password: "a password" } as const;

/** What is kept at one address. */
interface Place {
  passwords: Map<string, string>;
  /** Account → public key → mark of the secret that it is of; "" is somebody else's. */
  keys: Map<string, Map<string, string>>;
}

/**
 * Targets that really keep accounts with their password, or their keys by mark, each address its own, let only their
 * administrator set anything, and can be made to fail at any moment.
 */
export class KeptTarget {
  readonly #places = new Map<string, Place>();
  readonly calls: { call: Call; address: string; account: string; credential: TargetCredential }[] = [];
  trouble: Trouble = {};

  readonly port: TargetPort = {
    check: async (target) => outcomeOf(this.#refusalOf(target)),
    has: async (target, account) => {
      const error = this.#refusalOf(target);
      const { passwords, keys } = this.at(target.address);
      return error ? { ok: false, error } : { ok: true, exists: passwords.has(account) || keys.has(account) };
    },
    set: (target, wish) =>
      this.#troubled("set", target, wish, () => this.#refusalOf(target) ?? this.#set(this.at(target.address), wish)),
    signIn: (target, account, credential) =>
      this.#troubled("signIn", target, { account, credential }, () =>
        this.accepts(account, credential, target.address) ? undefined : "SignInRefused",
      ),
  };

  ports(): RotationPorts {
    const adapters: TargetAdapter[] = ["PostgreSQL", "MySQL", "Redis", "SSH", "Webhook"];
    return Object.fromEntries(adapters.map((adapter) => [adapter, this.port])) as RotationPorts;
  }

  at(address: string): Place {
    const passwords = new Map<string, string>([[ADMINISTRATOR.UserName, ADMINISTRATOR.Password]]);
    const fresh: Place = { passwords, keys: new Map() };
    const place = this.#places.get(address) ?? fresh;
    this.#places.set(address, place);
    return place;
  }

  get passwords(): Place["passwords"] {
    return this.at(HOME).passwords;
  }

  get keys(): Place["keys"] {
    return this.at(HOME).keys;
  }

  accepts(account: string, credential: TargetCredential, address = HOME): boolean {
    const { passwords, keys } = this.at(address);
    return credential.kind === "password"
      ? passwords.get(account) === credential.password
      : (keys.get(account)?.has(credential.publicKey) ?? false);
  }

  /** Whoever comes as the administrator must be an account of the place, with its password as it is now. */
  #refusalOf({ address, administrator }: TargetAddress): TargetError | undefined {
    const { UserName, Password } = JSON.parse(administrator);
    return this.at(address).passwords.get(UserName) === Password ? undefined : "AdministratorRefused";
  }

  #set(
    { passwords, keys }: Place,
    { account, credential, keep, secretArn, make }: AccountWish,
  ): TargetError | undefined {
    if (credential.kind === "password") {
      if (!passwords.has(account) && !make) return "AccountMissing";
      passwords.set(account, credential.password);
      return undefined;
    }
    const lines = keys.get(account);
    if (!lines) return "AccountMissing";
    for (const [line, mark] of lines) if (mark === secretArn && !keep.includes(line)) lines.delete(line);
    lines.set(credential.publicKey, secretArn);
    return undefined;
  }

  async #troubled(
    call: Call,
    { address }: TargetAddress,
    { account, credential }: Pick<AccountWish, "account" | "credential">,
    done: () => TargetError | undefined,
  ): Promise<TargetOutcome> {
    this.calls.push({ call, address, account, credential });
    return outcomeOf(
      (await this.trouble.before?.(call, account, credential)) ??
        done() ??
        (await this.trouble.after?.(call, account, credential)),
    );
  }
}

const outcomeOf = (error: TargetError | undefined): TargetOutcome => (error ? { ok: false, error } : { ok: true });
