import { z } from "zod";

// The shape of tags at the doors; what they may hold is in tag-rules.ts.
export { assertTags, type Tag, tagsAfter } from "./tag-rules";

export const tagSchema = z.object({ name: z.string(), value: z.string() });
