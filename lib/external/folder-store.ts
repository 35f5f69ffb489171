import { createHash, randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import path from "node:path";
import type { BackupStore } from "@/lib/domain/backups/store";
import { requireObjectName, requireObjectPrefix, sortNames } from "./object-name";

/** Where unfinished files lie; no object's name begins with a dot, so that no list shows one. */
const UNFINISHED = ".unfinished";
/** One that is older than this was left by a writer that died. */
const UNFINISHED_KEPT_MS = 3600_000;

/**
 * A backup store in a folder, for one machine or a mounted share. An object appears whole and durable or not at all:
 * written elsewhere in the folder and synced, then linked or renamed into it, then the folder synced.
 */
export class FolderStore implements BackupStore {
  readonly name: string;
  readonly #root: string;

  constructor(folder: string) {
    this.#root = path.resolve(folder);
    this.name = this.#root;
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    await this.#write(name, bytes, async (temporary, file) => rename(temporary, file));
  }

  async putIfAbsent(name: string, bytes: Uint8Array): Promise<boolean> {
    let written = true;
    // link refuses an existing name, on every file system: of two writers exactly one wins.
    await this.#write(name, bytes, async (temporary, file) => {
      try {
        await link(temporary, file);
      } catch (error) {
        if (codeOf(error) !== "EEXIST") throw error;
        written = false;
      }
      await rm(temporary, { force: true });
    });
    return written;
  }

  async get(name: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#fileOf(name));
    } catch (error) {
      return nullIfAbsent(error);
    }
  }

  async getRange(name: string, offset: number, length: number): Promise<Buffer | null> {
    let handle: FileHandle;
    try {
      handle = await open(this.#fileOf(name), "r");
    } catch (error) {
      return nullIfAbsent(error);
    }
    try {
      const bytes = Buffer.allocUnsafeSlow(length); // only what was read is returned
      let read = 0;
      while (read < length) {
        const { bytesRead } = await handle.read(bytes, read, length - read, offset + read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await handle.close();
    }
  }

  async list(prefix: string): Promise<string[]> {
    requireObjectPrefix(prefix);
    const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    const names = await this.#walk(folder);
    return sortNames(names.filter((name) => name.startsWith(prefix)));
  }

  async remove(name: string): Promise<void> {
    const file = this.#fileOf(name);
    await rm(file, { force: true });
    // A writer that died may have left a copy: removed means gone (invariant 7 of backups).
    await this.#removeUnfinished((left) => left.startsWith(`${markOf(name)}-`));
    await syncFolder(path.dirname(file)).catch(nullIfAbsent);
  }

  async check(): Promise<void> {
    const name = `check/${randomUUID()}`;
    const bytes = Buffer.from(name);
    await this.put(name, bytes);
    const back = await this.get(name);
    // By the share's own clock, which may not be this machine's.
    const { mtimeMs: now } = await stat(this.#fileOf(name));
    await this.remove(name);
    await this.#removeUnfinished((_left, writtenMs) => now - writtenMs > UNFINISHED_KEPT_MS);
    if (!back?.equals(bytes))
      throw new Error(`The backup folder ${this.#root} does not give back what is written to it.`);
  }

  async #write(
    name: string,
    bytes: Uint8Array,
    place: (temporary: string, file: string) => Promise<void>,
  ): Promise<void> {
    const file = this.#fileOf(name);
    const folder = path.dirname(file);
    await this.#makeFolder(folder);
    await this.#makeFolder(path.join(this.#root, UNFINISHED));
    const temporary = path.join(this.#root, UNFINISHED, `${markOf(name)}-${randomUUID()}`);
    try {
      await writeSynced(temporary, bytes);
      await place(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await syncFolder(folder);
  }

  async #removeUnfinished(isOver: (left: string, writtenMs: number) => boolean): Promise<void> {
    const folder = path.join(this.#root, UNFINISHED);
    for (const left of (await readdir(folder).catch(nullIfAbsent)) ?? []) {
      const file = path.join(folder, left);
      const found = await stat(file).catch(nullIfAbsent);
      if (found && isOver(left, found.mtimeMs)) await rm(file, { force: true });
    }
  }

  /** Makes folders from the root down, syncing each parent: a new folder is lost with a power cut otherwise. */
  async #makeFolder(folder: string): Promise<void> {
    const made = await mkdir(folder, { recursive: true, mode: 0o700 });
    if (made === undefined) return;
    for (let at = folder; at.length >= made.length; at = path.dirname(at)) await syncFolder(path.dirname(at));
  }

  async #walk(folder: string): Promise<string[]> {
    const entries = await readdir(path.join(this.#root, folder), { withFileTypes: true }).catch((error) => {
      nullIfAbsent(error);
      return [];
    });
    const names: string[] = [];
    for (const entry of entries) {
      if (entry.name.startsWith(".")) continue;
      if (entry.isDirectory()) names.push(...(await this.#walk(`${folder}${entry.name}/`)));
      else if (entry.isFile()) names.push(folder + entry.name);
    }
    return names;
  }

  #fileOf(name: string): string {
    requireObjectName(name);
    return path.join(this.#root, name);
  }
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** What an unfinished file of this object is called by; a name itself may be longer than a file's. */
const markOf = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, 32);

function nullIfAbsent(error: unknown): null {
  if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return null;
  throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}
