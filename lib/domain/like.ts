/**
 * Text for Prisma's `startsWith` and `contains`, which hand `%`, `_` and `\` on to LIKE as they are: without this, the
 * underscore of a name would match any character.
 */
export function likeText(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}
