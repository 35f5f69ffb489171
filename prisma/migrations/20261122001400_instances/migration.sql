-- Instances whole: how they were bought and are renewed (INS-21..25), the upgrade of their image (INS-44..47), further
-- networks (INS-42), what was paid for which stretch of their life (INS-65). New columns have defaults that say what the
-- instances so far were; their payments are taken from the orders that bought them.
CREATE TYPE site AS ENUM ('International', 'ChineseMainland');
CREATE TYPE deployment_mode AS ENUM ('SingleZone', 'DualZone', 'MultiZone');
CREATE TYPE renewal_status AS ENUM ('AutoRenewal', 'ManualRenewal', 'NotRenewal');
CREATE TYPE upgrade_method AS ENUM ('Automatic', 'Manual', 'Rollback');
CREATE TYPE upgrade_outcome AS ENUM ('Succeeded', 'Failed');

ALTER TABLE instance
  ADD COLUMN upgrade_to text,
  ADD COLUMN upgrade_method upgrade_method,
  ADD COLUMN upgrade_starts_at timestamptz(3),
  ADD COLUMN upgrade_ends_at timestamptz(3),
  ADD COLUMN upgrade_outcome upgrade_outcome,
  ADD COLUMN deletion_protection_why text NOT NULL DEFAULT '',
  ADD COLUMN bound_vpcs jsonb NOT NULL DEFAULT '[]',
  ADD COLUMN site site NOT NULL DEFAULT 'International',
  ADD COLUMN deployment_mode deployment_mode NOT NULL DEFAULT 'MultiZone',
  ADD COLUMN renewal_status renewal_status NOT NULL DEFAULT 'ManualRenewal',
  ADD COLUMN auto_renewal_months integer,
  ADD COLUMN renewal_tried_on date,
  ADD CONSTRAINT instance_upgrade_is_whole
    CHECK (num_nonnulls(upgrade_to, upgrade_method, upgrade_starts_at, upgrade_ends_at) IN (0, 4)),
  ADD CONSTRAINT instance_upgrade_takes_time CHECK (upgrade_ends_at >= upgrade_starts_at),
  ADD CONSTRAINT instance_upgrade_outcome_of_one CHECK (upgrade_outcome IS NULL OR upgrade_to IS NOT NULL),
  ADD CONSTRAINT instance_months_exactly_while_automatic
    CHECK ((renewal_status = 'AutoRenewal') = (auto_renewal_months IS NOT NULL)),
  ADD CONSTRAINT instance_networks_within_quota CHECK (jsonb_array_length(bound_vpcs) < access_quota);
-- The worker: what renews itself, by its end.
CREATE INDEX instance_auto_renewal_idx ON instance (ends_at) WHERE renewal_status = 'AutoRenewal' AND sale_status = 'Normal';

ALTER TABLE purchase_order ADD COLUMN resource_ids text[];
UPDATE purchase_order SET resource_ids = ARRAY[resource_id] WHERE resource_id IS NOT NULL;
CREATE INDEX purchase_order_resource_id_idx ON purchase_order (resource_id);

CREATE TABLE paid_period (
  pk uuid PRIMARY KEY,
  instance_pk uuid NOT NULL REFERENCES instance (pk) ON DELETE RESTRICT ON UPDATE CASCADE,
  order_pk uuid NOT NULL,
  starts_at timestamptz(3) NOT NULL,
  ends_at timestamptz(3) NOT NULL,
  amount_micros bigint NOT NULL,
  CONSTRAINT paid_period_ends_later CHECK (ends_at > starts_at),
  CONSTRAINT paid_period_was_paid CHECK (amount_micros >= 0)
);
CREATE INDEX paid_period_instance_pk_idx ON paid_period (instance_pk);
INSERT INTO paid_period (pk, instance_pk, order_pk, starts_at, ends_at, amount_micros)
  SELECT purchase_order.pk, instance.pk, purchase_order.pk, instance.starts_at, instance.ends_at, purchase_order.amount_micros
  FROM instance JOIN purchase_order ON purchase_order.resource_id = instance.instance_id
  WHERE purchase_order.type = 'NEW' AND purchase_order.paid_at IS NOT NULL AND instance.ends_at > instance.starts_at;

-- BIL-08: the provider's price of the plan is not known; this one is our own, and editable as all are (BIL-11).
INSERT INTO price (code, amount_micros) VALUES ('plan.default-key-rotation.month', 10000000);

-- Money and the end of an instance are the gateway's alone: a console that runs foreign code could otherwise write itself
-- an order that costs nothing, an instance that nobody paid, or the release of one.
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT ON paid_period TO kms_gateway, kms_worker;
  GRANT SELECT ON paid_period TO kms_console;
  GRANT UPDATE (deletion_protection_why) ON instance TO kms_console;
  REVOKE INSERT ON purchase_order, ledger_movement, ledger_entry, instance, job FROM kms_console;
  REVOKE UPDATE ON purchase_order FROM kms_console;
  REVOKE UPDATE (sale_status, release_requested_at) ON instance FROM kms_console;
END $$;
