-- The first data model: accounts and sessions, instances, keys and secrets, backups, orders, audit, jobs.
-- Generated from prisma/schema; edited by hand in one respect: audit_event and request_nonce are partitioned by time
-- (decisions 8 and 9).

-- CreateEnum
CREATE TYPE "access_key_state" AS ENUM ('Active', 'Inactive');

-- CreateEnum
CREATE TYPE "backup_type" AS ENUM ('SystemCreated', 'Default', 'Paid', 'Upload');

-- CreateEnum
CREATE TYPE "backup_state" AS ENUM ('Disabled', 'Enabled', 'Resetting', 'Expired');

-- CreateEnum
CREATE TYPE "backup_run_kind" AS ENUM ('Full', 'Incremental');

-- CreateEnum
CREATE TYPE "backup_run_state" AS ENUM ('Complete', 'Failed');

-- CreateEnum
CREATE TYPE "order_type" AS ENUM ('NEW', 'RENEW', 'UPGRADE', 'EXTEND', 'REFUND');

-- CreateEnum
CREATE TYPE "order_state" AS ENUM ('Unpaid', 'Paid', 'Fulfilled', 'Cancelled');

-- CreateEnum
CREATE TYPE "instance_type" AS ENUM ('SOFTWARE', 'HARDWARE', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "instance_status" AS ENUM ('Uninitialized', 'Connecting', 'Connected', 'Disconnected', 'Error');

-- CreateEnum
CREATE TYPE "sale_status" AS ENUM ('Normal', 'Expired', 'Releasing', 'Released');

-- CreateEnum
CREATE TYPE "charge_type" AS ENUM ('PREPAY', 'POSTPAY');

-- CreateEnum
CREATE TYPE "sharing_mode" AS ENUM ('Joint', 'Independent');

-- CreateEnum
CREATE TYPE "job_state" AS ENUM ('Queued', 'Running', 'Waiting', 'Done', 'Failed', 'Cancelled', 'Unknown');

-- CreateEnum
CREATE TYPE "key_kind" AS ENUM ('Customer', 'Default', 'Service');

-- CreateEnum
CREATE TYPE "key_spec" AS ENUM ('Aliyun_AES_256', 'RSA_2048', 'RSA_3072', 'EC_P256', 'EC_P256K', 'HMAC_SHA_224', 'HMAC_SHA_256', 'HMAC_SHA_384', 'HMAC_SHA_512');

-- CreateEnum
CREATE TYPE "key_usage" AS ENUM ('ENCRYPT/DECRYPT', 'SIGN/VERIFY', 'GENERATE_VERIFY_MAC');

-- CreateEnum
CREATE TYPE "key_origin" AS ENUM ('Aliyun_KMS', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "protection_level" AS ENUM ('SOFTWARE', 'HSM', 'EXTERNAL');

-- CreateEnum
CREATE TYPE "key_state" AS ENUM ('Enabled', 'Disabled', 'PendingDeletion', 'PendingImport');

-- CreateEnum
CREATE TYPE "automatic_rotation" AS ENUM ('Enabled', 'Disabled', 'Suspended');

-- CreateEnum
CREATE TYPE "secret_type" AS ENUM ('Generic', 'Rds', 'Redis', 'RAMCredentials', 'ECS', 'PolarDB');

-- CreateEnum
CREATE TYPE "secret_data_type" AS ENUM ('text', 'binary');

-- CreateEnum
CREATE TYPE "wrapping_key_kind" AS ENUM ('Account', 'Instance', 'Backup');

-- CreateTable
CREATE TABLE "account" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "authz_revision" BIGINT NOT NULL DEFAULT 0,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "account_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "person" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "root" BOOLEAN NOT NULL,
    "operator" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "person_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "authenticator" (
    "person_pk" UUID NOT NULL,
    "password_hash" TEXT NOT NULL,
    "password_changed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "authenticator_pkey" PRIMARY KEY ("person_pk")
);

-- CreateTable
CREATE TABLE "sign_in_failure" (
    "name_sha256" BYTEA NOT NULL,
    "address_sha256" BYTEA NOT NULL,
    "count" INTEGER NOT NULL,
    "blocked_until" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "sign_in_failure_pkey" PRIMARY KEY ("name_sha256","address_sha256")
);

-- CreateTable
CREATE TABLE "session" (
    "pk" UUID NOT NULL,
    "token_sha256" BYTEA NOT NULL,
    "person_pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "stepped_up_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "source_ip" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "session_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "access_key" (
    "pk" UUID NOT NULL,
    "access_key_id" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "person_pk" UUID NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "state" "access_key_state" NOT NULL DEFAULT 'Active',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_used_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "access_key_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "first_run_link" (
    "pk" UUID NOT NULL,
    "token_sha256" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "first_run_link_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "access_key_id" TEXT,
    "source_ip" TEXT,
    "resource" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "request_id" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "leaf" BYTEA NOT NULL,

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "audit_link" (
    "account_id" CHAR(16) NOT NULL,
    "seq" BIGINT NOT NULL,
    "event_id" UUID NOT NULL,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "link" BYTEA NOT NULL,

    CONSTRAINT "audit_link_pkey" PRIMARY KEY ("account_id","seq")
);

-- CreateTable
CREATE TABLE "request_nonce" (
    "signed_at" TIMESTAMPTZ(3) NOT NULL,
    "digest16" BYTEA NOT NULL,

    CONSTRAINT "request_nonce_pkey" PRIMARY KEY ("signed_at","digest16")
) PARTITION BY RANGE ("signed_at");

-- CreateTable
CREATE TABLE "backup" (
    "pk" UUID NOT NULL,
    "backup_id" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "type" "backup_type" NOT NULL,
    "alias" TEXT,
    "viewable_days" INTEGER NOT NULL,
    "state" "backup_state" NOT NULL DEFAULT 'Disabled',
    "binding_id" UUID,
    "instance_pk" UUID,
    "source_instance_id" TEXT,
    "source_released_at" TIMESTAMPTZ(3),
    "enabled_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "snapshot" TEXT,
    "feed_epoch" UUID,
    "last_run_number" INTEGER NOT NULL DEFAULT 0,
    "last_completed_at" TIMESTAMPTZ(3),
    "last_tick_at" TIMESTAMPTZ(3),
    "last_business_day" DATE,
    "last_verified_at" TIMESTAMPTZ(3),
    "verify_error" TEXT,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "backup_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "backup_run" (
    "pk" UUID NOT NULL,
    "backup_pk" UUID NOT NULL,
    "binding_id" UUID NOT NULL,
    "number" INTEGER,
    "kind" "backup_run_kind" NOT NULL,
    "state" "backup_run_state" NOT NULL,
    "business_day" DATE NOT NULL,
    "tick_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "completed_at" TIMESTAMPTZ(3),
    "keys" INTEGER NOT NULL DEFAULT 0,
    "secrets" INTEGER NOT NULL DEFAULT 0,
    "changes" INTEGER NOT NULL DEFAULT 0,
    "records" INTEGER NOT NULL DEFAULT 0,
    "bytes" BIGINT NOT NULL DEFAULT 0,
    "manifest_sha256" BYTEA,
    "error_code" TEXT,

    CONSTRAINT "backup_run_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "backup_entry" (
    "pk" UUID NOT NULL,
    "backup_pk" UUID NOT NULL,
    "binding_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "resource_id" TEXT NOT NULL,
    "version_id" TEXT NOT NULL DEFAULT '',
    "valid_from" TIMESTAMPTZ(3) NOT NULL,
    "valid_to" TIMESTAMPTZ(3),
    "since" TIMESTAMPTZ(3) NOT NULL,
    "rotated_at" TIMESTAMPTZ(3),
    "run_number" INTEGER NOT NULL,
    "pack" TEXT NOT NULL,
    "pack_number" INTEGER NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "offset" INTEGER NOT NULL,
    "length" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "view" JSONB NOT NULL,

    CONSTRAINT "backup_entry_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "purchase_order" (
    "pk" UUID NOT NULL,
    "order_id" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "type" "order_type" NOT NULL,
    "product" TEXT NOT NULL,
    "parameters" JSONB NOT NULL,
    "charge_type" "charge_type" NOT NULL,
    "amount_micros" BIGINT NOT NULL,
    "state" "order_state" NOT NULL DEFAULT 'Unpaid',
    "client_token" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "paid_at" TIMESTAMPTZ(3),
    "resource_id" TEXT,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "purchase_order_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "ledger_movement" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "order_pk" UUID,

    CONSTRAINT "ledger_movement_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "pk" UUID NOT NULL,
    "movement_pk" UUID NOT NULL,
    "book" TEXT NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "price" (
    "code" TEXT NOT NULL,
    "amount_micros" BIGINT NOT NULL,

    CONSTRAINT "price_pkey" PRIMARY KEY ("code")
);

-- CreateTable
CREATE TABLE "installation" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "root_fingerprint" TEXT,
    "time_zone" TEXT NOT NULL,
    "system_identifier" TEXT,

    CONSTRAINT "installation_pkey" PRIMARY KEY ("singleton")
);

-- CreateTable
CREATE TABLE "retired_id" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "retired_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "retired_id_pkey" PRIMARY KEY ("kind","region","id")
);

-- CreateTable
CREATE TABLE "instance" (
    "pk" UUID NOT NULL,
    "instance_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "owner_account_id" CHAR(16) NOT NULL,
    "name" TEXT,
    "type" "instance_type" NOT NULL,
    "status" "instance_status" NOT NULL DEFAULT 'Uninitialized',
    "sale_status" "sale_status" NOT NULL DEFAULT 'Normal',
    "charge_type" "charge_type" NOT NULL,
    "sharing_mode" "sharing_mode" NOT NULL DEFAULT 'Joint',
    "qps" INTEGER NOT NULL,
    "key_quota" INTEGER NOT NULL,
    "secret_quota" INTEGER NOT NULL,
    "access_quota" INTEGER NOT NULL,
    "log_storage_gb" INTEGER NOT NULL DEFAULT 0,
    "key_versions_used" INTEGER NOT NULL DEFAULT 0,
    "secrets_used" INTEGER NOT NULL DEFAULT 0,
    "image_version" TEXT NOT NULL,
    "deletion_protection" BOOLEAN NOT NULL DEFAULT false,
    "vpc_id" TEXT,
    "zones" TEXT[],
    "vswitch_ids" TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "enabled_at" TIMESTAMPTZ(3),
    "connected_at" TIMESTAMPTZ(3),
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "ends_at" TIMESTAMPTZ(3),
    "release_requested_at" TIMESTAMPTZ(3),
    "released_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "instance_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "default_instance" (
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "instance_pk" UUID NOT NULL,

    CONSTRAINT "default_instance_pkey" PRIMARY KEY ("account_id","region")
);

-- CreateTable
CREATE TABLE "job" (
    "pk" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "subject_pk" UUID NOT NULL,
    "state" "job_state" NOT NULL DEFAULT 'Queued',
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "progress" JSONB,
    "error_code" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "job_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "heartbeat" (
    "process" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "detail" JSONB NOT NULL,

    CONSTRAINT "heartbeat_pkey" PRIMARY KEY ("process")
);

-- CreateTable
CREATE TABLE "change_feed" (
    "seq" BIGSERIAL NOT NULL,
    "xid" xid8 NOT NULL DEFAULT pg_current_xact_id(),
    "account_id" CHAR(16) NOT NULL,
    "instance_pk" UUID,
    "kind" TEXT NOT NULL,
    "resource_pk" UUID NOT NULL,
    "public_id" TEXT NOT NULL,
    "change" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_feed_pkey" PRIMARY KEY ("seq")
);

-- CreateTable
CREATE TABLE "key" (
    "pk" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "instance_pk" UUID,
    "kind" "key_kind" NOT NULL DEFAULT 'Customer',
    "spec" "key_spec" NOT NULL,
    "usage" "key_usage" NOT NULL,
    "origin" "key_origin" NOT NULL DEFAULT 'Aliyun_KMS',
    "protection_level" "protection_level" NOT NULL DEFAULT 'SOFTWARE',
    "state" "key_state" NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "primary_version_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delete_at" TIMESTAMPTZ(3),
    "deletion_protection" BOOLEAN NOT NULL DEFAULT false,
    "deletion_protection_why" TEXT NOT NULL DEFAULT '',
    "automatic_rotation" "automatic_rotation" NOT NULL DEFAULT 'Disabled',
    "rotation_seconds" INTEGER,
    "last_rotated_at" TIMESTAMPTZ(3) NOT NULL,
    "next_rotation_at" TIMESTAMPTZ(3),
    "material_expires_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "key_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "key_version" (
    "pk" UUID NOT NULL,
    "version_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "key_pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "probe" BYTEA NOT NULL,

    CONSTRAINT "key_version_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "key_material" (
    "version_pk" UUID NOT NULL,
    "wrapping_key_id" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "key_material_pkey" PRIMARY KEY ("version_pk")
);

-- CreateTable
CREATE TABLE "alias" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "key_pk" UUID NOT NULL,
    "joint_instance_pk" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alias_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "key_tag" (
    "key_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "key_tag_pkey" PRIMARY KEY ("key_pk","name")
);

-- CreateTable
CREATE TABLE "key_policy" (
    "key_pk" UUID NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "key_policy_pkey" PRIMARY KEY ("key_pk")
);

-- CreateTable
CREATE TABLE "secret" (
    "pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "instance_pk" UUID,
    "joint_instance_pk" UUID,
    "type" "secret_type" NOT NULL DEFAULT 'Generic',
    "description" TEXT NOT NULL DEFAULT '',
    "encryption_key_id" TEXT NOT NULL,
    "encryption_key_pk" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "planned_delete_at" TIMESTAMPTZ(3),
    "automatic_rotation" "automatic_rotation" NOT NULL DEFAULT 'Disabled',
    "rotation_seconds" INTEGER,
    "last_rotated_at" TIMESTAMPTZ(3),
    "next_rotation_at" TIMESTAMPTZ(3),
    "extended_config" TEXT,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "secret_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "secret_data_key" (
    "secret_pk" UUID NOT NULL,
    "blob" BYTEA NOT NULL,

    CONSTRAINT "secret_data_key_pkey" PRIMARY KEY ("secret_pk")
);

-- CreateTable
CREATE TABLE "secret_version" (
    "pk" UUID NOT NULL,
    "secret_pk" UUID NOT NULL,
    "version_id" TEXT NOT NULL,
    "stages" TEXT[],
    "data_type" "secret_data_type" NOT NULL DEFAULT 'text',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "secret_version_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "secret_value" (
    "version_pk" UUID NOT NULL,
    "sealed" BYTEA NOT NULL,

    CONSTRAINT "secret_value_pkey" PRIMARY KEY ("version_pk")
);

-- CreateTable
CREATE TABLE "secret_tag" (
    "secret_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "value" TEXT NOT NULL,

    CONSTRAINT "secret_tag_pkey" PRIMARY KEY ("secret_pk","name")
);

-- CreateTable
CREATE TABLE "secret_policy" (
    "secret_pk" UUID NOT NULL,
    "document" TEXT NOT NULL,

    CONSTRAINT "secret_policy_pkey" PRIMARY KEY ("secret_pk")
);

-- CreateTable
CREATE TABLE "wrapping_key" (
    "id" UUID NOT NULL,
    "kind" "wrapping_key_kind" NOT NULL,
    "owner_pk" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "sealed" BYTEA,
    "root_generation" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "destroyed_at" TIMESTAMPTZ(3),

    CONSTRAINT "wrapping_key_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_account_id_key" ON "account"("account_id");

-- CreateIndex
CREATE UNIQUE INDEX "account_name_key" ON "account"("name");

-- CreateIndex
CREATE UNIQUE INDEX "person_account_id_name_key" ON "person"("account_id", "name");

-- CreateIndex
CREATE INDEX "sign_in_failure_last_at_idx" ON "sign_in_failure"("last_at");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_sha256_key" ON "session"("token_sha256");

-- CreateIndex
CREATE INDEX "session_person_pk_created_at_idx" ON "session"("person_pk", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "access_key_access_key_id_key" ON "access_key"("access_key_id");

-- CreateIndex
CREATE INDEX "access_key_person_pk_idx" ON "access_key"("person_pk");

-- CreateIndex
CREATE UNIQUE INDEX "first_run_link_token_sha256_key" ON "first_run_link"("token_sha256");

-- CreateIndex
CREATE INDEX "audit_event_account_id_at_id_idx" ON "audit_event"("account_id", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_xid_idx" ON "audit_event"("xid");

-- CreateIndex
CREATE UNIQUE INDEX "backup_backup_id_key" ON "backup"("backup_id");

-- CreateIndex
CREATE UNIQUE INDEX "backup_binding_id_key" ON "backup"("binding_id");

-- CreateIndex
CREATE INDEX "backup_account_id_region_idx" ON "backup"("account_id", "region");

-- CreateIndex
CREATE INDEX "backup_instance_pk_idx" ON "backup"("instance_pk");

-- CreateIndex
CREATE INDEX "backup_run_backup_pk_tick_at_idx" ON "backup_run"("backup_pk", "tick_at");

-- CreateIndex
CREATE INDEX "backup_run_binding_id_number_idx" ON "backup_run"("binding_id", "number");

-- CreateIndex
CREATE INDEX "backup_entry_backup_pk_kind_resource_id_valid_from_idx" ON "backup_entry"("backup_pk", "kind", "resource_id", "valid_from");

-- CreateIndex
CREATE INDEX "backup_entry_backup_pk_kind_valid_from_valid_to_idx" ON "backup_entry"("backup_pk", "kind", "valid_from", "valid_to");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_order_order_id_key" ON "purchase_order"("order_id");

-- CreateIndex
CREATE INDEX "purchase_order_account_id_created_at_idx" ON "purchase_order"("account_id", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "purchase_order_account_id_client_token_key" ON "purchase_order"("account_id", "client_token");

-- CreateIndex
CREATE INDEX "ledger_movement_account_id_at_idx" ON "ledger_movement"("account_id", "at");

-- CreateIndex
CREATE INDEX "ledger_entry_book_idx" ON "ledger_entry"("book");

-- CreateIndex
CREATE INDEX "ledger_entry_movement_pk_idx" ON "ledger_entry"("movement_pk");

-- CreateIndex
CREATE UNIQUE INDEX "instance_instance_id_key" ON "instance"("instance_id");

-- CreateIndex
CREATE INDEX "instance_owner_account_id_region_created_at_idx" ON "instance"("owner_account_id", "region", "created_at");

-- CreateIndex
CREATE INDEX "instance_sale_status_ends_at_idx" ON "instance"("sale_status", "ends_at");

-- CreateIndex
CREATE INDEX "job_state_due_at_idx" ON "job"("state", "due_at");

-- CreateIndex
CREATE INDEX "job_kind_subject_pk_idx" ON "job"("kind", "subject_pk");

-- CreateIndex
CREATE INDEX "change_feed_xid_idx" ON "change_feed"("xid");

-- CreateIndex
CREATE INDEX "change_feed_instance_pk_idx" ON "change_feed"("instance_pk");

-- CreateIndex
CREATE INDEX "key_account_id_region_created_at_pk_idx" ON "key"("account_id", "region", "created_at", "pk");

-- CreateIndex
CREATE INDEX "key_instance_pk_created_at_pk_idx" ON "key"("instance_pk", "created_at", "pk");

-- CreateIndex
CREATE INDEX "key_state_delete_at_idx" ON "key"("state", "delete_at");

-- CreateIndex
CREATE UNIQUE INDEX "key_region_key_id_key" ON "key"("region", "key_id");

-- CreateIndex
CREATE INDEX "key_version_key_pk_created_at_idx" ON "key_version"("key_pk", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "key_version_region_version_id_key" ON "key_version"("region", "version_id");

-- CreateIndex
CREATE INDEX "key_material_wrapping_key_id_idx" ON "key_material"("wrapping_key_id");

-- CreateIndex
CREATE INDEX "alias_key_pk_idx" ON "alias"("key_pk");

-- CreateIndex
CREATE UNIQUE INDEX "alias_account_id_region_name_key" ON "alias"("account_id", "region", "name");

-- CreateIndex
CREATE INDEX "secret_account_id_region_created_at_pk_idx" ON "secret"("account_id", "region", "created_at", "pk");

-- CreateIndex
CREATE INDEX "secret_instance_pk_created_at_pk_idx" ON "secret"("instance_pk", "created_at", "pk");

-- CreateIndex
CREATE INDEX "secret_encryption_key_pk_idx" ON "secret"("encryption_key_pk");

-- CreateIndex
CREATE INDEX "secret_planned_delete_at_idx" ON "secret"("planned_delete_at");

-- CreateIndex
CREATE UNIQUE INDEX "secret_account_id_region_name_key" ON "secret"("account_id", "region", "name");

-- CreateIndex
CREATE UNIQUE INDEX "secret_version_secret_pk_version_id_key" ON "secret_version"("secret_pk", "version_id");

-- CreateIndex
CREATE UNIQUE INDEX "wrapping_key_kind_owner_pk_generation_key" ON "wrapping_key"("kind", "owner_pk", "generation");

-- AddForeignKey
ALTER TABLE "person" ADD CONSTRAINT "person_account_pk_fkey" FOREIGN KEY ("account_pk") REFERENCES "account"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "authenticator" ADD CONSTRAINT "authenticator_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_key" ADD CONSTRAINT "access_key_account_pk_fkey" FOREIGN KEY ("account_pk") REFERENCES "account"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "access_key" ADD CONSTRAINT "access_key_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup" ADD CONSTRAINT "backup_instance_pk_fkey" FOREIGN KEY ("instance_pk") REFERENCES "instance"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup_run" ADD CONSTRAINT "backup_run_backup_pk_fkey" FOREIGN KEY ("backup_pk") REFERENCES "backup"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "backup_entry" ADD CONSTRAINT "backup_entry_backup_pk_fkey" FOREIGN KEY ("backup_pk") REFERENCES "backup"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ledger_entry" ADD CONSTRAINT "ledger_entry_movement_pk_fkey" FOREIGN KEY ("movement_pk") REFERENCES "ledger_movement"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "default_instance" ADD CONSTRAINT "default_instance_instance_pk_fkey" FOREIGN KEY ("instance_pk") REFERENCES "instance"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key" ADD CONSTRAINT "key_instance_pk_fkey" FOREIGN KEY ("instance_pk") REFERENCES "instance"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_version" ADD CONSTRAINT "key_version_key_pk_fkey" FOREIGN KEY ("key_pk") REFERENCES "key"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_material" ADD CONSTRAINT "key_material_version_pk_fkey" FOREIGN KEY ("version_pk") REFERENCES "key_version"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_material" ADD CONSTRAINT "key_material_wrapping_key_id_fkey" FOREIGN KEY ("wrapping_key_id") REFERENCES "wrapping_key"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alias" ADD CONSTRAINT "alias_key_pk_fkey" FOREIGN KEY ("key_pk") REFERENCES "key"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_tag" ADD CONSTRAINT "key_tag_key_pk_fkey" FOREIGN KEY ("key_pk") REFERENCES "key"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "key_policy" ADD CONSTRAINT "key_policy_key_pk_fkey" FOREIGN KEY ("key_pk") REFERENCES "key"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret" ADD CONSTRAINT "secret_instance_pk_fkey" FOREIGN KEY ("instance_pk") REFERENCES "instance"("pk") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret" ADD CONSTRAINT "secret_encryption_key_pk_fkey" FOREIGN KEY ("encryption_key_pk") REFERENCES "key"("pk") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_data_key" ADD CONSTRAINT "secret_data_key_secret_pk_fkey" FOREIGN KEY ("secret_pk") REFERENCES "secret"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_version" ADD CONSTRAINT "secret_version_secret_pk_fkey" FOREIGN KEY ("secret_pk") REFERENCES "secret"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_value" ADD CONSTRAINT "secret_value_version_pk_fkey" FOREIGN KEY ("version_pk") REFERENCES "secret_version"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_tag" ADD CONSTRAINT "secret_tag_secret_pk_fkey" FOREIGN KEY ("secret_pk") REFERENCES "secret"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "secret_policy" ADD CONSTRAINT "secret_policy_secret_pk_fkey" FOREIGN KEY ("secret_pk") REFERENCES "secret"("pk") ON DELETE CASCADE ON UPDATE CASCADE;


