import { z } from "zod";
import type { Prisma } from "@/lib/generated/prisma/client";

const stored = z.object({
  /** By hand (INS-65), or due because the subscription was not renewed (INS-63). */
  byHand: z.boolean(),
  force: z.boolean(),
  /** The order that gives money back when the instance is gone (INS-65). */
  refundOrderPk: z.string().optional(),
  /** Whether the event that it is held back has been written (AUD-19). */
  heldBack: z.boolean().default(false),
});

/** What a release job knows beyond its instance. */
export type ReleaseProgress = z.output<typeof stored>;

export const releaseProgress = (progress: z.input<typeof stored>): Prisma.InputJsonObject => stored.parse(progress);
export const parseReleaseProgress = (json: unknown): ReleaseProgress => stored.parse(json);
