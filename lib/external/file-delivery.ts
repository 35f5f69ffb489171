import { type FileHandle, mkdir, open } from "node:fs/promises";
import path from "node:path";
import type { FilePort } from "@/lib/domain/deliveries/ports";

const TAIL_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

/**
 * Lines appended to files below `root`, on the disk before "ok" is said. A process that was killed while it wrote leaves
 * a torn last line; it is cut off before the next write: nothing of it was said to be there, so it comes again.
 */
export function makeFileDelivery(root: string): FilePort {
  return {
    firstLine: async ({ accountId, folder, file }) => {
      try {
        return { ok: true, line: await firstLineOf(path.join(root, accountId, folder, file)) };
      } catch {
        return { ok: false, error: "NotWritable" };
      }
    },
    append: async ({ accountId, folder, file, lines }) => {
      const place = path.join(root, accountId, folder);
      try {
        await makeFolder(root, place);
        await appendLines(path.join(place, file), `${lines.join("\n")}\n`);
        await syncFolder(place);
        return { ok: true, answer: path.join(accountId, folder, file) };
      } catch {
        return { ok: false, error: "NotWritable" };
      }
    },
  };
}

async function firstLineOf(name: string): Promise<string | null> {
  let file: FileHandle;
  try {
    file = await open(name, "r");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(TAIL_BYTES), 0, TAIL_BYTES, 0);
    const end = buffer.subarray(0, bytesRead).indexOf(NEWLINE);
    // A first line without an end is torn, and cut off before the next is written; one that fills the buffer is not ours.
    if (end === -1) return bytesRead < TAIL_BYTES ? null : buffer.toString("utf8");
    return buffer.subarray(0, end).toString("utf8");
  } finally {
    await file.close();
  }
}

async function appendLines(name: string, text: string): Promise<void> {
  const file = await open(name, "a+", 0o600);
  try {
    await cutTornLine(file);
    await file.appendFile(text, "utf8");
    await file.sync();
  } finally {
    await file.close();
  }
}

async function cutTornLine(file: FileHandle): Promise<void> {
  const { size } = await file.stat();
  let end = size;
  while (end > 0) {
    const length = Math.min(TAIL_BYTES, end);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, end - length);
    const last = buffer.subarray(0, bytesRead).lastIndexOf(NEWLINE);
    if (last !== -1) {
      end = end - length + last + 1;
      break;
    }
    end -= length;
  }
  if (end < size) await file.truncate(end);
}

/** The names of new folders are made durable too. */
async function makeFolder(root: string, place: string): Promise<void> {
  const first = await mkdir(place, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let folder = path.dirname(place); folder.length >= path.dirname(root).length; folder = path.dirname(folder)) {
    await syncFolder(folder);
    if (folder === path.dirname(folder)) break;
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
