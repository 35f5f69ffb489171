import { z } from "zod";
import type { RotationKind, RotationState, RotationStep } from "@/lib/generated/prisma/enums";
import { authorize } from "../authorize";
import { operation } from "../operation";
import { afterPlace, decodeCursor, type Page, pageOf, pageSchema } from "../page";
import { loadSecret } from "./load-secret";

/** A rotation as pages show it; never the value that it makes. */
export interface RotationView {
  kind: RotationKind;
  versionId: string;
  state: RotationState;
  /** To be done next, while it runs. */
  step: RotationStep;
  /** The account, or the AccessKey, that gets the new value; known from Set on. */
  account: string | null;
  /** The AccessKey that ends with the window. */
  retires: string | null;
  windowSeconds: number | null;
  requestedBy: string;
  createdAt: Date;
  startedAt: Date | null;
  setAt: Date | null;
  testedAt: Date | null;
  finishedAt: Date | null;
  endedAt: Date | null;
  dueAt: Date;
  attempts: number;
  errorCode: string | null;
}

/** Explicit: `pending_sealed` is not for every role that reads the rest. */
const COLUMNS = {
  pk: true,
  kind: true,
  versionId: true,
  state: true,
  step: true,
  account: true,
  retires: true,
  windowSeconds: true,
  requestedBy: true,
  createdAt: true,
  startedAt: true,
  setAt: true,
  testedAt: true,
  finishedAt: true,
  endedAt: true,
  dueAt: true,
  attempts: true,
  errorCode: true,
} as const;

/** The rotations of a secret, newest first: the hundred that are kept at least. */
export const listSecretRotations = operation(
  "ListSecretRotations",
  {
    touches: "metadata",
    schema: pageSchema.omit({ number: true }).extend({ region: z.string(), secret: z.string().min(1) }),
  },
  async (ctx, input): Promise<Page<RotationView>> => {
    const { pk: secretPk } = authorize(ctx, "kms:DescribeSecret", await loadSecret(ctx, input));
    const where = { secretPk };
    const [total, rows] = await Promise.all([
      ctx.db.secretRotation.count({ where }),
      ctx.db.secretRotation.findMany({
        where: { AND: [where, afterPlace(decodeCursor(input.after))] },
        orderBy: [{ createdAt: "desc" }, { pk: "desc" }],
        take: input.size + 1,
        select: COLUMNS,
      }),
    ]);
    return pageOf(rows, total, input.size, ({ pk: _, ...row }) => row);
  },
);
