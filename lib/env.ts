import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { chooseRegions, parseOwnRegions, regionId } from "@/lib/domain/instances/choose-regions";
import { findRegion, type Region } from "@/lib/domain/instances/regions";

// The only reader of process.env. Settings of the README first, then what the supervisor hands to its children.

const port = z.coerce.number().int().min(1).max(65535);
/** 0: none. */
const portOrNone = z.coerce.number().int().min(0).max(65535);
const names = z
  .string()
  .regex(/^[A-Za-z0-9*._:-]*( *,[ A-Za-z0-9*._:-]*)*$/, "is not a list of host names and addresses");
const flag = z.enum(["0", "1"]).transform((value) => value === "1");
const timeZone = z.string().refine(isTimeZone, "is not an IANA time zone such as Asia/Shanghai");
const regionIds = z
  .string()
  .transform((text) =>
    text
      .split(",")
      .map((id) => id.trim())
      .filter((id) => id !== ""),
  )
  .pipe(z.array(regionId).min(1, "names no region"));
const backupStore = z
  .string()
  .min(1)
  .refine((value) => !value.includes("://") || value.startsWith("s3://"), "is neither a folder nor s3://bucket/prefix");
const mailAddress = z.string().regex(/^[^\r\n]*@[^\r\n]+$/, "is not a mail address");
const databaseUrl = z.string().regex(/^postgres(ql)?:\/\/./, "is not a postgresql:// URL");

const settings = z.object({
  PORT: port.default(3000),
  KMS_GATEWAY_PORT: port.default(8090),
  KMS_GATEWAY_TLS_PORT: portOrNone.default(8443),
  KMS_GATEWAY_TLS_HOST: z.string().min(1).optional(),
  KMS_GATEWAY_TLS_NAMES: names.default(""),
  KMS_THROTTLE: z.coerce.number().min(0).default(1),
  KMS_HOST: z.string().min(1).default("127.0.0.1"),
  KMS_DATA_DIR: z.string().min(1).default("data"),
  DATABASE_URL: databaseUrl.optional(),
  KMS_ROOT_KEY_FILE: z.string().min(1).optional(),
  KMS_BACKUP_STORE: backupStore.optional(),
  KMS_REGIONS: regionIds.optional(),
  KMS_REGIONS_FILE: z.string().min(1).optional(),
  KMS_DEFAULT_REGION: regionId.optional(),
  KMS_PUBLIC_URL: z.url({ protocol: /^https?$/, error: "is not an http(s) URL" }).optional(),
  KMS_TIME_ZONE: timeZone.default("Asia/Shanghai"),
  KMS_LOG_LEVEL: z.enum(["debug", "info", "warn", "error"]).default("info"),
  KMS_BEHIND_TLS_PROXY: flag.default(false),
  KMS_SMTP_URL: z.url({ protocol: /^smtps?$/, error: "is not an smtp(s) URL" }).optional(),
  KMS_SMTP_FROM: mailAddress.default("kms-console@localhost"),
  KMS_OUTBOUND_ALLOW: z.string().default(""),
  AUTH_SECRET: z.string().min(32, "is shorter than 32 characters").optional(),
  // Handed on by the supervisor.
  KMS_DATABASE_URL_CONSOLE: databaseUrl.optional(),
  KMS_DATABASE_URL_GATEWAY: databaseUrl.optional(),
  KMS_DATABASE_URL_WORKER: databaseUrl.optional(),
  KMS_GATEWAY_SOCKET: z.string().min(1).optional(),
  KMS_ROOT_KEY_FD: z.coerce.number().int().min(3).optional(),
  KMS_COOKIE_SUFFIX: z
    .string()
    .regex(/^[0-9a-f]{8}$/, "is not 8 hexadecimal digits")
    .optional(),
});

export type Env = Readonly<ReturnType<typeof present>>;

let parsed: Env | undefined;
let rootKeyText: string | undefined;

/** The settings of this process; throws one line that names every wrong one (never its value: it may be a secret). */
export function env(): Env {
  if (!parsed) {
    // A process started alone may get the root key here; nothing that it starts later inherits it (decisions, section 6).
    rootKeyText = process.env.KMS_ROOT_KEY || undefined;
    delete process.env.KMS_ROOT_KEY;
    parsed = parseEnv(process.env);
  }
  return parsed;
}

/** `source` is an environment; an empty value counts as absent, as in a compose file. */
export function parseEnv(source: Record<string, string | undefined>): Env {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const result = settings.safeParse(given);
  if (!result.success) {
    throw wrongSetting(result.error.issues.map((issue) => `${issue.path[0]?.toString()} ${wording(issue)}`));
  }
  return Object.freeze(present(result.data));
}

/**
 * The regions of this deployment (REG-06), and the one of calls that name none. Read once: a change of the file takes a
 * restart, like that of any setting.
 */
function regionsOf(values: z.infer<typeof settings>): { regions: readonly Region[]; defaultRegion: string } {
  const file = values.KMS_REGIONS_FILE;
  const own = file === undefined ? [] : blaming("KMS_REGIONS_FILE", () => parseOwnRegions(readText(file)));
  const regions = blaming("KMS_REGIONS", () => chooseRegions(values.KMS_REGIONS, own));
  const ids = regions.map(({ id }) => id);
  const defaultRegion = values.KMS_DEFAULT_REGION ?? ids[0] ?? "";
  if (!findRegion(regions, defaultRegion)) {
    throw wrongSetting([`KMS_DEFAULT_REGION is not one of this deployment's regions (${ids.join(", ")})`]);
  }
  return { regions, defaultRegion };
}

function blaming<T>(setting: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw wrongSetting([`${setting} ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error("names no file that can be read", { cause: error });
  }
}

const wrongSetting = (wrong: readonly string[]) =>
  new Error(`Wrong setting: ${wrong.join("; ")}. The README lists all settings.`);

type Process = "console" | "gateway" | "worker" | "owner";

/** The database URL of a process's own role (decisions, section 6); without roles, that of DATABASE_URL for all. */
export function databaseUrlFor(process: Process, from: Env = env()): string {
  const own = { console: from.consoleUrl, gateway: from.gatewayUrl, worker: from.workerUrl, owner: from.ownerUrl };
  const url = own[process] ?? from.ownerUrl;
  if (!url) throw new Error("No database: set DATABASE_URL, or start with npm start.");
  return url;
}

/**
 * The root key file's text: from the descriptor that the supervisor opened, or from KMS_ROOT_KEY or KMS_ROOT_KEY_FILE
 * when a process is started alone. Undefined where this process holds no root key. A descriptor reads once, so the
 * text is kept.
 */
export function readRootKeyText(): string | undefined {
  const { rootKeyFd, rootKeyFile } = env();
  if (rootKeyText !== undefined) return rootKeyText;
  const source = rootKeyFd ?? rootKeyFile;
  if (source !== undefined) rootKeyText = readFileSync(source, "utf8");
  return rootKeyText;
}

function present(values: z.infer<typeof settings>) {
  const dataDir = path.resolve(values.KMS_DATA_DIR);
  return {
    consolePort: values.PORT,
    gatewayPort: values.KMS_GATEWAY_PORT,
    /** Undefined: no HTTPS. */
    gatewayTlsPort: values.KMS_GATEWAY_TLS_PORT || undefined,
    /** May be beyond this machine where the plain port is not. */
    gatewayTlsHost: values.KMS_GATEWAY_TLS_HOST ?? values.KMS_HOST,
    /** Further names and addresses that the gateway's own certificate is for. */
    gatewayTlsNames: values.KMS_GATEWAY_TLS_NAMES.split(",")
      .map((name) => name.trim())
      .filter((name) => name !== ""),
    /** What every rate limit of the gateway is multiplied by; 0: none. */
    throttle: values.KMS_THROTTLE,
    host: values.KMS_HOST,
    dataDir,
    /** A folder, or `s3://bucket/prefix`. */
    backupStore: values.KMS_BACKUP_STORE ?? path.join(dataDir, "backup-store"),
    ...regionsOf(values),
    regionsFile: values.KMS_REGIONS_FILE && path.resolve(values.KMS_REGIONS_FILE),
    publicUrl: values.KMS_PUBLIC_URL ?? `http://127.0.0.1:${values.PORT}`,
    timeZone: values.KMS_TIME_ZONE,
    logLevel: values.KMS_LOG_LEVEL,
    behindTlsProxy: values.KMS_BEHIND_TLS_PROXY,
    /** Without one no alert goes out by mail. */
    smtpUrl: values.KMS_SMTP_URL,
    smtpFrom: values.KMS_SMTP_FROM,
    /** Networks and hosts beyond the public ones that webhooks may lead to. */
    outboundAllow: values.KMS_OUTBOUND_ALLOW,
    authSecret: values.AUTH_SECRET,
    ownerUrl: values.DATABASE_URL,
    consoleUrl: values.KMS_DATABASE_URL_CONSOLE,
    gatewayUrl: values.KMS_DATABASE_URL_GATEWAY,
    workerUrl: values.KMS_DATABASE_URL_WORKER,
    /** Unix socket on which the gateway serves console and command line. */
    gatewaySocket: values.KMS_GATEWAY_SOCKET ?? path.join(dataDir, "gateway.sock"),
    rootKeyFd: values.KMS_ROOT_KEY_FD,
    rootKeyFile: values.KMS_ROOT_KEY_FILE,
    /** 8 hex digits of the installation: cookies ignore ports, and two checkouts share 127.0.0.1. */
    cookieSuffix: values.KMS_COOKIE_SUFFIX,
  };
}

function wording(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_value") return `is not one of ${issue.values.join(", ")}`;
  if (issue.code === "invalid_type") return "is not a whole number";
  if (issue.code === "too_small" && issue.origin === "number") return `is less than ${issue.minimum}`;
  if (issue.code === "too_big" && issue.origin === "number") return `is more than ${issue.maximum}`;
  return issue.message;
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}
