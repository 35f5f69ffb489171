import type { Incoming } from "@/lib/db/system-backup.sql";

type Restored = Pick<Incoming, "as" | "where" | "onConflict">;

const none = (...columns: string[]) => Object.fromEntries(columns.map((column) => [column, "NULL"]));

/** Of a reset that had begun: it is finished, whatever else was lost. Every other backup is bound by what the store holds. */
const ifResetting = (column: string) => `CASE WHEN r.state = 'Resetting' THEN r.${column} END`;

/** The moment of the transaction, as the change feed is told it too. */
const NOW = "current_setting('kms.now')::timestamptz";

/** A release that was under way: its job and its order's refund go with it, and it can be asked for again. */
const RELEASING = "r.sale_status = 'Releasing'";
const REFUND = "r.type = 'REFUND' AND r.state = 'Unpaid'";

/** A managed secret whose clock runs; other types have none. */
const ROTATING = "r.automatic_rotation = 'Enabled'";

/** What comes back otherwise than it was saved, as SQL of the saved row `r`. */
export const RESTORED: Readonly<Record<string, Restored>> = {
  // Those of the schema are there already, and the same.
  price: { onConflict: "ON CONFLICT DO NOTHING" },
  pricing_mode: { onConflict: "ON CONFLICT DO NOTHING" },
  // The gateway may have made one as it started; programs trust the one before.
  certificate_authority: {
    onConflict: `ON CONFLICT (singleton) DO UPDATE SET certificate = excluded.certificate,
      fingerprint = excluded.fingerprint, key_sealed = excluded.key_sealed, created_at = excluded.created_at,
      expires_at = excluded.expires_at`,
  },
  // Empty: what lay in it is in its backups.
  instance: {
    as: {
      key_versions_used: "0",
      secrets_used: "0",
      sale_status: `CASE WHEN ${RELEASING} THEN 'Normal' ELSE r.sale_status END`,
      release_requested_at: `CASE WHEN ${RELEASING} THEN NULL ELSE r.release_requested_at END`,
    },
  },
  purchase_order: {
    as: {
      state: `CASE WHEN ${REFUND} THEN 'Cancelled' ELSE r.state END`,
      cancelled_at: `CASE WHEN ${REFUND} THEN ${NOW} ELSE r.cancelled_at END`,
    },
  },
  backup: {
    as: {
      state: "CASE WHEN r.state = 'Resetting' THEN r.state ELSE 'Disabled' END",
      binding_id: ifResetting("binding_id"),
      source_instance_id: ifResetting("source_instance_id"),
      enabled_at: ifResetting("enabled_at"),
      // Nobody could renew it while there was no database: one that is over has its 15 days from now on (BKP-52).
      expires_at: `CASE WHEN r.state <> 'Resetting' AND r.expires_at < ${NOW} THEN ${NOW} ELSE r.expires_at END`,
      last_run_number: "0",
      ...none(
        "instance_pk",
        "source_released_at",
        "snapshot",
        "feed_epoch",
        "last_completed_at",
        "last_tick_at",
        "last_business_day",
        "last_verified_at",
        "verify_error",
        "last_drill_at",
      ),
    },
  },
  // A key of an instance comes back later; the secret says by its id which one it needs.
  secret: {
    as: {
      encryption_key_pk: "(SELECT k.pk FROM key k WHERE k.pk = r.encryption_key_pk)",
      // The database that was lost, or is only rehearsed, may rotate yet at the same targets.
      automatic_rotation: `CASE WHEN ${ROTATING} THEN 'Disabled' ELSE r.automatic_rotation END`,
      next_rotation_at: `CASE WHEN ${ROTATING} THEN NULL ELSE r.next_rotation_at END`,
    },
  },
  // The trail of events begins anew.
  delivery_target: {
    as: { next_seq: "1", attempts: "0", ...none("lease_token", "lease_until", "next_attempt_at", "failing_since") },
  },
};
