import type { SecretType, TargetAdapter, TargetTls } from "@/lib/generated/prisma/enums";
import { DomainError } from "../../errors";

export type { TargetAdapter, TargetTls };

// Where secrets rotate (SEC-18): which adapter serves which type, what each needs to be told, and what its administrator's
// credential looks like. Form and operation read this one file.

export const TARGET_SERVICES = ["Rds", "PolarDB", "Redis", "ECS"] as const satisfies readonly SecretType[];
export type TargetService = (typeof TARGET_SERVICES)[number];

export const TARGET_ADAPTERS = [
  "PostgreSQL",
  "MySQL",
  "Redis",
  "SSH",
  "Webhook",
] as const satisfies readonly TargetAdapter[];

/** A webhook serves whatever the others do not: Oracle, Windows. The usual one comes first. */
export const ADAPTERS_OF: Readonly<Record<TargetService, readonly TargetAdapter[]>> = {
  Rds: ["PostgreSQL", "MySQL", "Webhook"],
  PolarDB: ["PostgreSQL", "MySQL", "Webhook"],
  Redis: ["Redis", "Webhook"],
  ECS: ["SSH", "Webhook"],
};

export const TARGETS_MAX = 1000;
export const TARGET_NAME_MAX = 128;
export const CA_PEM_MAX = 65_536;
const URL_MAX = 2000;
const SIGNING_SECRET = { minimum: 16, maximum: 1024 } as const;
const CREDENTIAL_MAX = 16_384;

interface AdapterFields {
  /** Null: it has none of its own. */
  port: number | null;
  database: boolean;
  tls: readonly TargetTls[];
  /** Authorities of its own, for a certificate that is verified. */
  caPem: boolean;
  hostKey: boolean;
  /** Parts of the administrator's credential; of those of `oneOf` exactly one. */
  credential: {
    required: readonly CredentialField[];
    optional: readonly CredentialField[];
    oneOf: readonly CredentialField[];
  };
}

export type CredentialField = "userName" | "password" | "privateKey" | "signingSecret";
export type CredentialForm = Partial<Record<CredentialField, string | undefined>>;

const SOCKET_TLS = ["Verified", "Encrypted", "Off"] as const;
const user = { required: ["userName", "password"], optional: [], oneOf: [] } as const;

export const ADAPTER_FIELDS: Readonly<Record<TargetAdapter, AdapterFields>> = {
  PostgreSQL: { port: 5432, database: true, tls: SOCKET_TLS, caPem: true, hostKey: false, credential: user },
  MySQL: { port: 3306, database: true, tls: SOCKET_TLS, caPem: true, hostKey: false, credential: user },
  Redis: {
    port: 6379,
    database: false,
    tls: SOCKET_TLS,
    caPem: true,
    hostKey: false,
    // Without a name it is the user `default`.
    credential: { required: ["password"], optional: ["userName"], oneOf: [] },
  },
  SSH: {
    port: 22,
    database: false,
    tls: ["Verified"],
    caPem: false,
    hostKey: true,
    credential: { required: ["userName"], optional: [], oneOf: ["password", "privateKey"] },
  },
  Webhook: {
    port: null,
    database: false,
    // https, or http.
    tls: ["Verified", "Off"],
    caPem: true,
    hostKey: false,
    credential: { required: ["signingSecret"], optional: [], oneOf: [] },
  },
};

/** As the extended configuration of a secret names it. */
export const isTargetId = (text: string): boolean => /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(text);

const HOST =
  /^(?=.{1,253}$)[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9])?)*\.?$/;
const IPV6 = /^(?=(?:[^:]*:){2})[0-9A-Fa-f:.]{2,45}$/;
const DATABASE = /^[A-Za-z0-9_][A-Za-z0-9_$.-]{0,62}$/;
const HOST_KEY = /^SHA256:[A-Za-z0-9+/]{43}=?$/;
const CERTIFICATES = /^(?:\s*-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*)+$/;

/** What is asked about a target, as the form has it. */
export interface TargetWish {
  adapter: TargetAdapter;
  name: string;
  address: string;
  port: number | null;
  database: string | null;
  tls: TargetTls;
  caPem: string | null;
  hostKey: string | null;
}
export type TargetField = "targetId" | "service" | keyof TargetWish;

/** The first field that cannot be, in the order of the form. */
export function wrongField(wish: TargetWish): TargetField | undefined {
  const { adapter, name, address, port, database, tls, caPem, hostKey } = wish;
  const fields = ADAPTER_FIELDS[adapter];
  const has = (text: string | null) => text !== null && text !== "";
  if (name.length > TARGET_NAME_MAX) return "name";
  if (adapter === "Webhook" ? !isTargetUrl(address, tls) : !isHost(address)) return "address";
  if (port !== null && (fields.port === null || !Number.isInteger(port) || port < 1 || port > 65_535)) return "port";
  if (has(database) && !(fields.database && DATABASE.test(database ?? ""))) return "database";
  if (!fields.tls.includes(tls)) return "tls";
  // Where nothing is verified, an authority would only seem to matter.
  if (has(caPem) && !(fields.caPem && tls === "Verified" && isCaPem(caPem ?? ""))) return "caPem";
  if (fields.hostKey ? !HOST_KEY.test(hostKey ?? "") : has(hostKey)) return "hostKey";
  return undefined;
}

/** As it is kept. @throws DomainError InvalidRotationTarget */
export function keptTarget(wish: TargetWish): TargetWish {
  const wrong = wrongField(wish);
  if (wrong) throw new DomainError("InvalidRotationTarget", { name: wrong });
  return {
    ...wish,
    address: wish.adapter === "Webhook" ? new URL(wish.address).href : wish.address.replace(/^\[(.*)\]$/, "$1"),
    port: wish.port ?? ADAPTER_FIELDS[wish.adapter].port,
    database: wish.database || null,
    caPem: wish.caPem?.trim() || null,
    // OpenSSH writes it without the padding.
    hostKey: wish.hostKey?.replace(/=$/, "") || null,
  };
}

/** A host name or an address, and nothing beside it. */
export const isHost = (text: string): boolean => HOST.test(text) || IPV6.test(text.replace(/^\[(.*)\]$/, "$1"));

/** https, or http where nothing shall be encrypted; no user name in it, since addresses are shown. */
export function isTargetUrl(text: string, tls: TargetTls): boolean {
  if (text.length > URL_MAX || !URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return protocol === (tls === "Off" ? "http:" : "https:") && username === "" && password === "";
}

const isCaPem = (text: string): boolean => text.length <= CA_PEM_MAX && CERTIFICATES.test(text);

/** The name of the secret that a target's credential is kept in where it was typed with the target. */
export const credentialSecretName = (targetId: string): string => `rotation/${targetId}`;

/** The first part of a typed credential that is missing, too much, or too long. */
export function wrongCredentialField(adapter: TargetAdapter, form: CredentialForm): CredentialField | undefined {
  const { required, optional, oneOf } = ADAPTER_FIELDS[adapter].credential;
  const given = (["userName", "password", "privateKey", "signingSecret"] as const).filter((field) => form[field]);
  const missing = required.find((field) => !given.includes(field));
  if (missing) return missing;
  const known = [...required, ...optional, ...oneOf];
  const tooMuch = given.find((field) => !known.includes(field));
  if (tooMuch) return tooMuch;
  if (oneOf.length && given.filter((field) => oneOf.includes(field)).length !== 1) return oneOf[0];
  return given.find((field) => !isFitting(field, form[field] ?? ""));
}

function isFitting(field: CredentialField, text: string): boolean {
  if (field === "userName") return text.length <= 128;
  if (field === "signingSecret") return text.length >= SIGNING_SECRET.minimum && text.length <= SIGNING_SECRET.maximum;
  return text.length <= CREDENTIAL_MAX;
}

/** The credential as its secret holds it: JSON, or of a webhook the text itself. @throws DomainError InvalidRotationTarget */
export function writeCredential(adapter: TargetAdapter, form: CredentialForm): string {
  const wrong = wrongCredentialField(adapter, form);
  if (wrong) throw new DomainError("InvalidRotationTarget", { name: wrong });
  if (adapter === "Webhook") return form.signingSecret ?? "";
  const { userName: UserName, password: Password, privateKey: PrivateKey } = form;
  return JSON.stringify({
    ...(UserName && { UserName }),
    ...(Password && { Password }),
    ...(PrivateKey && { PrivateKey }),
  });
}

/** What a stored credential holds; undefined where it does not fit the adapter. */
export function readCredential(adapter: TargetAdapter, text: string): CredentialForm | undefined {
  const form = adapter === "Webhook" ? { signingSecret: text } : formOf(text);
  return form && wrongCredentialField(adapter, form) === undefined ? form : undefined;
}

const WIRE_NAMES = { UserName: "userName", Password: "password", PrivateKey: "privateKey" } as const;

function formOf(text: string): CredentialForm | undefined {
  try {
    const json: unknown = JSON.parse(text);
    if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
    const form: CredentialForm = {};
    for (const [name, value] of Object.entries(json)) {
      if (!Object.hasOwn(WIRE_NAMES, name) || typeof value !== "string") return undefined;
      form[WIRE_NAMES[name as keyof typeof WIRE_NAMES]] = value;
    }
    return form;
  } catch {
    return undefined;
  }
}

/** Whose account administers the target; null where only the receiver of a webhook knows. */
export function administratorName(adapter: TargetAdapter, credential: string): string | null {
  const { userName } = readCredential(adapter, credential) ?? {};
  return userName ?? (adapter === "Redis" ? "default" : null);
}
