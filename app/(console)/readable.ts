import { DomainError } from "@/lib/domain/errors";
import type { Lack } from "@/lib/domain/lack";

/** What a page wanted to show and its reader may not see, with the permission that is missing (P10). */
export class Unreadable {
  constructor(readonly lack: Lack) {}
}

/** What was read, or why it may not be: a page says so in its place. Every other failure stays one. */
export async function readable<T>(read: Promise<T>): Promise<T | Unreadable> {
  try {
    return await read;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "NoPermission") throw error;
    const { action, resource } = error.params;
    return new Unreadable({ action: String(action), resource: String(resource) });
  }
}

/** What was read; nothing where it may not be, and another part of the page says so or it goes without. */
export async function readableOr<T, U>(read: Promise<T>, otherwise: U): Promise<T | U> {
  const answer = await readable(read);
  return answer instanceof Unreadable ? otherwise : answer;
}
