import type { RotationKind } from "@/lib/generated/prisma/enums";
import type { Tx } from "../context";
import { DomainError } from "../errors";
import { enqueueJob } from "../jobs/enqueue-job";
import { placeInLine } from "./rotation-rules";

/** The job that takes a rotation's steps; its subject is the rotation. */
export const ROTATE_SECRET = "rotate-secret";

interface NewRotation {
  secretPk: string;
  /** Of the version that it makes. */
  versionId: string;
  /** Who asked: a person, an AccessKey, or the clock. */
  requestedBy: string;
}

/** The first rotation of a secret whose accounts are made at its target: until it is done there is no value to read. */
export async function insertSetup(tx: Tx, setup: NewRotation): Promise<void> {
  await insertRotation(tx, { ...setup, kind: "Setup" });
}

/**
 * Begins a rotation as a row whose first step is due now; a worker that waits takes it at once.
 * @throws DomainError SecretRotating where one runs already
 */
export async function insertRotation(
  tx: Tx,
  rotation: NewRotation & {
    kind: Exclude<RotationKind, "Scheduled">;
    windowSeconds?: number | null;
    /** The account in whose hour it counts (SEC-32). */
    countsFor?: string;
  },
): Promise<void> {
  const pk = tx.newId();
  const now = tx.now();
  // Skipped by the index that allows one running rotation of a secret.
  const { count } = await tx.db.secretRotation.createMany({
    data: [{ pk, dueAt: now, createdAt: now, ...rotation }],
    skipDuplicates: true,
  });
  if (count === 0) throw new DomainError("SecretRotating");
  await enqueueJob(tx, { kind: ROTATE_SECRET, subjectPk: pk, dueAt: placeInLine("Create", rotation.kind, now) });
}
