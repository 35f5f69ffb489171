import { z } from "zod";
import { DomainError } from "./errors";

// Tags of keys and secrets (KEY-83).

export const TAGS_MAX = 20;
const TEXT = /^[A-Za-z0-9/\\_\-.+=:@ ]*$/;

export const tagSchema = z.object({ name: z.string(), value: z.string() });
export type Tag = z.infer<typeof tagSchema>;

/** @throws DomainError InvalidTags */
export function assertTags(tags: readonly Tag[]): void {
  const good =
    tags.length <= TAGS_MAX &&
    new Set(tags.map((tag) => tag.name)).size === tags.length &&
    tags.every(({ name, value }) => isText(name) && name.length > 0 && isText(value) && !/^(aliyun|acs:)/.test(name));
  if (!good) throw new DomainError("InvalidTags", { limit: TAGS_MAX });
}

function isText(text: string): boolean {
  return text.length <= 128 && TEXT.test(text);
}
