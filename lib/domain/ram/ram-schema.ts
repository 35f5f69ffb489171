import { z } from "zod";
import { pageSchema } from "../page";
import { DISPLAY_NAME_MAX, NAME_MAX, POLICY_NAME_MAX, TEXT_MAX } from "./ram-rules";
import { TOKEN_SECONDS_MAX, TOKEN_SECONDS_MIN } from "./roles/role-rules";

// Fields that inputs of these operations share.

export const nameSchema = z.string().min(1).max(NAME_MAX);
export const policyNameSchema = z.string().min(1).max(POLICY_NAME_MAX);
export const policyTypeSchema = z.enum(["System", "Custom"]);
export const textSchema = z.string().max(TEXT_MAX);
export const tokenSecondsSchema = z.int().min(TOKEN_SECONDS_MIN).max(TOKEN_SECONDS_MAX);
export const displayNameSchema = z.string().max(DISPLAY_NAME_MAX);
/** Far above the limit of a document: what is longer is refused by that limit, in its words. */
export const documentSchema = z.string().min(1).max(1_000_000);

export const listSchema = z.object({
  page: pageSchema.prefault({}),
  /** Names that contain it, capitals or not. */
  search: z.string().max(POLICY_NAME_MAX).optional(),
});
