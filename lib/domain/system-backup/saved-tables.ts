/** What of a table goes into the system backup. */
export interface SavedTable {
  /**
   * Of the row `t`; all rows where there is none. Only columns that every schema since the first release has, and states as
   * text: an older schema does not know the newer ones.
   */
  where?: string;
}

const outside = (parent: "key" | "secret", column = `${parent}_pk`): SavedTable => ({
  where: `EXISTS (SELECT FROM ${parent} p WHERE p.pk = t.${column} AND p.instance_pk IS NULL)`,
});

/**
 * Everything that lies in no instance and can therefore be in no backup of one (decisions 11). A table is in this list or
 * in the next; a test fails for one that is in neither. How its rows come back is `restored-columns.ts`.
 */
export const SAVED_TABLES: Readonly<Record<string, SavedTable>> = {
  installation: {},
  certificate_authority: {},
  account: {},
  person: {},
  authenticator: {},
  recovery_code: {},
  access_key: {},
  ram_policy: {},
  ram_group: {},
  group_member: {},
  ram_role: {},
  policy_attachment: {},
  resource_directory: {},
  directory_folder: {},
  directory_member: {},
  directory_invitation: {},
  resource_share: {},
  share_instance: {},
  share_principal: {},
  instance_principal: {},
  // Those of instances and backups lie in the store, under the backup's own key.
  wrapping_key: { where: "t.kind::text = 'Account'" },
  instance: {},
  default_instance: {},
  key: { where: "t.instance_pk IS NULL" },
  key_version: outside("key"),
  key_material: {
    where: `EXISTS (SELECT FROM key_version v JOIN key k ON k.pk = v.key_pk
      WHERE v.pk = t.version_pk AND k.instance_pk IS NULL)`,
  },
  alias: outside("key"),
  key_tag: outside("key"),
  key_policy: outside("key"),
  default_key_rotation: {},
  secret: { where: "t.instance_pk IS NULL" },
  secret_data_key: outside("secret"),
  secret_version: outside("secret"),
  secret_value: {
    where: `EXISTS (SELECT FROM secret_version v JOIN secret s ON s.pk = v.secret_pk
      WHERE v.pk = t.version_pk AND s.instance_pk IS NULL)`,
  },
  secret_tag: outside("secret"),
  secret_policy: outside("secret"),
  retired_id: {},
  // What was bought, for how long, and what a reset had begun; what they hold is the store's to say.
  backup: { where: "t.state::text <> 'Uploading'" },
  purchase_order: {},
  ledger_movement: {},
  ledger_entry: {},
  price: {},
  pricing_mode: {},
  daily_bill: {},
  past_key: {},
  paid_period: {},
  delivery_target: {},
  rotation_target: {},
  alert: {},
  alert_delivery: {},
};

/** Tables that a rebuild does without, each with the reason. */
export const NOT_SAVED: Readonly<Record<string, string>> = {
  _prisma_migrations: "belongs to the schema, which the new database has of its own",
  session: "people sign in again",
  first_run_link: "there has been a first run",
  sign_in_failure: "holds nobody back in another database",
  role_token: "ends within hours; the role gives another",
  request_nonce: "is over within minutes",
  throttle_lease: "is over within a second",
  import_token: "ends within a day; another is asked for",
  ready_key_pair: "stock of the worker, which makes others",
  key_policy_account: "kept by a trigger of key_policy",
  secret_policy_account: "kept by a trigger of secret_policy",
  secret_rotation:
    "work in the database that was lost; the next rotation gives the account a value that is known again",
  key_use: "counts calls to the database that was lost",
  audit_event:
    "the trail of the database that was lost; its heads lie in the store, the events where they were delivered",
  audit_link: "goes with the events",
  change_feed: "runs begin with a full reading",
  job: "derived from the rows that are due",
  heartbeat: "of processes that are running",
  backup_run: "read from the backup's manifests",
  backup_entry: "read from the backup's indexes",
  backup_report: "what was found in a database and a catalogue that are gone",
  backup_transfer: "on its way when it was lost",
  restore: "work in the database that was lost",
  restore_item: "goes with restore",
  system_backup: "of the store itself",
};
