import { likeText } from "../like";

/** Names that contain `text`, whatever their capitals. */
export function nameContains(text: string | undefined) {
  return text ? { name: { contains: likeText(text), mode: "insensitive" as const } } : {};
}

/** Candidates for "the same but for capitals": the caller compares them with `isSameName`. */
export function nameLike(name: string) {
  return { name: { equals: likeText(name), mode: "insensitive" as const } };
}
