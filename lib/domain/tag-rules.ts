import { DomainError } from "./errors";

// Tags of keys and secrets (KEY-83), pure: the console's forms show the same limits.

export const TAGS_MAX = 20;
const LENGTH_MAX = 128;
const TEXT = /^[A-Za-z0-9/\\_\-.+=:@ ]*$/;

export interface Tag {
  name: string;
  value: string;
}

/** @throws DomainError InvalidTags */
export function assertTags(tags: readonly Tag[]): void {
  const good =
    tags.length <= TAGS_MAX &&
    new Set(tags.map((tag) => tag.name)).size === tags.length &&
    tags.every(({ name, value }) => isText(name) && name.length > 0 && isText(value) && !/^(aliyun|acs:)/.test(name));
  if (!good) throw new DomainError("InvalidTags", { limit: TAGS_MAX });
}

/** The tags of something once `set` are set: new ones added, those of the same name replaced. @throws InvalidTags */
export function tagsAfter(present: readonly Tag[], set: readonly Tag[]): Tag[] {
  assertTags(set);
  const names = new Set(set.map((tag) => tag.name));
  const tags = [...present.filter((tag) => !names.has(tag.name)), ...set];
  assertTags(tags);
  return tags;
}

function isText(text: string): boolean {
  return text.length <= LENGTH_MAX && TEXT.test(text);
}
