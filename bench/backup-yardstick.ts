import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, statSync } from "node:fs";
import path from "node:path";
import { to as copyTo } from "pg-copy-streams";
import { type BenchWorld, type Place, timed } from "./backup-world";

// What public tools take for the same rows, one after the other: COPY … BINARY, zstd -3, age, and age -d into sha256sum.

/** The rows of an instance's keys and secrets, table by table. */
const ROWS = {
  key: "instance_pk = $1",
  key_version: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_material: "version_pk IN (SELECT v.pk FROM key_version v JOIN key k ON k.pk = v.key_pk WHERE k.instance_pk = $1)",
  alias: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_tag: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  key_policy: "key_pk IN (SELECT pk FROM key WHERE instance_pk = $1)",
  secret: "instance_pk = $1",
  secret_data_key: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_version: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_value:
    "version_pk IN (SELECT v.pk FROM secret_version v JOIN secret s ON s.pk = v.secret_pk WHERE s.instance_pk = $1)",
  secret_tag: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
  secret_policy: "secret_pk IN (SELECT pk FROM secret WHERE instance_pk = $1)",
} as const;

export interface Yardstick {
  copyMs: number;
  zstdMs: number;
  ageMs: number;
  openMs: number;
  totalMs: number;
  copiedBytes: number;
  packedBytes: number;
}

export async function yardstick({ client, folder }: BenchWorld, { instance }: Place): Promise<Yardstick> {
  const file = path.join(folder, "yardstick.bin");
  const identity = path.join(folder, "yardstick.key");
  const recipient = newIdentity(identity);
  const [copyMs] = await timed(async () => {
    const into = createWriteStream(file);
    for (const [table, rows] of Object.entries(ROWS)) {
      const query = `SELECT * FROM ${table} WHERE ${rows.replace("$1", `'${instance.pk}'`)}`;
      for await (const chunk of client.query(copyTo(`COPY (${query}) TO STDOUT (FORMAT binary)`))) {
        if (!into.write(chunk)) await once(into, "drain");
      }
    }
    await new Promise((resolve) => into.end(resolve));
  });
  const [zstdMs] = await timed(() => shell(`zstd -3 -q -f ${file} -o ${file}.zst`));
  const [ageMs] = await timed(() => shell(`age -r ${recipient} -o ${file}.age ${file}.zst`));
  const openMs = await openingMs(`${file}.age`, identity);
  const totalMs = copyMs + zstdMs + ageMs + openMs;
  return {
    copyMs,
    zstdMs,
    ageMs,
    openMs,
    totalMs,
    copiedBytes: statSync(file).size,
    packedBytes: statSync(`${file}.age`).size,
  };
}

/** `age -d` and `sha256sum` of as many bytes as `file` has, encrypted before. */
export async function openingOf({ folder }: BenchWorld, files: readonly string[]): Promise<number> {
  const identity = path.join(folder, "yardstick.key");
  const recipient = newIdentity(identity);
  const sealed = path.join(folder, "yardstick-objects.age");
  await shell(`cat ${files.join(" ")} | age -r ${recipient} -o ${sealed}`);
  return openingMs(sealed, identity);
}

async function openingMs(file: string, identity: string): Promise<number> {
  const [milliseconds] = await timed(() => shell(`age -d -i ${identity} ${file} | sha256sum > ${file}.sum`));
  return milliseconds;
}

function newIdentity(file: string): string {
  const made = execFileSync("sh", ["-c", `rm -f ${file}; age-keygen -o ${file} 2>/dev/null; age-keygen -y ${file}`]);
  return made.toString().trim();
}

function shell(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", command], { stdio: ["ignore", "ignore", "inherit"] });
    child.on("error", reject);
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`${command} ended with ${code}`))));
  });
}
