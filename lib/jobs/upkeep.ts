import { trimChangeFeed } from "@/lib/db/change-feed.sql";
import { databaseNow } from "@/lib/db/database-clock.sql";
import { dropStaleNonces, ensurePartitions } from "@/lib/db/partitions.sql";
import { addDefaultBackups } from "@/lib/domain/backups/bind-backup";
import { forgetEndedJobs } from "@/lib/domain/jobs/forget-jobs";
import { expireKeyMaterial } from "@/lib/domain/keys/expire-key-material";
import { forgetImportTokens } from "@/lib/domain/keys/import-tokens";
import { addReadyKeyPair } from "@/lib/domain/keys/ready-key-pairs";
import { forgetRoleTokens } from "@/lib/domain/sts/forget-role-tokens";
import type { Duty } from "./job";

const NONCES_KEPT_MS = 60 * 60_000;

/** Events go by business time, nonces by the database's clock (decisions 14): each has its partitions around its own. */
export const partitionsDuty: Duty = {
  name: "partitions",
  everyMs: 60_000,
  run: async (ctx) => {
    const real = await databaseNow(ctx.db);
    await ensurePartitions(ctx.db, real);
    await ensurePartitions(ctx.db, ctx.now());
    await dropStaleNonces(ctx.db, new Date(real.getTime() - NONCES_KEPT_MS));
  },
};

/** Decisions 10: feed rows leave once every enabled backup has seen them. */
export const trimFeedDuty: Duty = {
  name: "trim-feed",
  everyMs: 30_000,
  run: async (ctx) => {
    await trimChangeFeed(ctx.db);
  },
};

/** REG-06, BKP-12: at the start, and again for accounts that a gateway made which was started before the region came. */
export const defaultBackupsDuty: Duty = { name: "default-backups", everyMs: 10 * 60_000, run: addDefaultBackups };

export const forgetJobsDuty: Duty = { name: "forget-jobs", everyMs: 10 * 60_000, run: forgetEndedJobs };

/** Temporary credentials that have ended, and with them their sealed secrets. */
export const forgetRoleTokensDuty: Duty = { name: "forget-role-tokens", everyMs: 10 * 60_000, run: forgetRoleTokens };

/** One at a time, so that making pairs never holds the worker for long; the next turn makes the next. */
export const readyKeyPairsDuty: Duty = {
  name: "ready-key-pairs",
  everyMs: 1_000,
  run: async (ctx) => {
    await addReadyKeyPair(ctx);
  },
};

/** KEY-64: imported material whose time is over. No answer waits for it: the key's state goes by time. */
export const expireKeyMaterialDuty: Duty = {
  name: "expire-key-material",
  everyMs: 2_000,
  run: async (ctx) => {
    await expireKeyMaterial(ctx);
  },
};

/** KEY-62: import tokens that have run out, and with them their key pairs. */
export const forgetImportTokensDuty: Duty = {
  name: "forget-import-tokens",
  everyMs: 10 * 60_000,
  run: forgetImportTokens,
};

const DAY_MS = 24 * 60 * 60_000;

/** Failed sign-ins that hold nobody back any more, and sessions long over. */
export const forgetSignInsDuty: Duty = {
  name: "forget-sign-ins",
  everyMs: 10 * 60_000,
  run: async (ctx) => {
    const before = (at: Date, days: number) => ({ lt: new Date(at.getTime() - days * DAY_MS) });
    await ctx.db.signInFailure.deleteMany({ where: { lastAt: before(ctx.now(), 2) } });
    // Sessions go by the database's clock (decisions 14).
    await ctx.db.session.deleteMany({ where: { expiresAt: before(await databaseNow(ctx.db), 30) } });
  },
};
