-- Identities beside the root of an account, their policies and temporary credentials (ACC-*), second factors, alerts and
-- where they are sent (AUD-10..19), and the indexes that each filter of the audit page walks.

-- CreateEnum
CREATE TYPE "alert_level" AS ENUM ('INFO', 'WARN', 'CRITICAL');

-- CreateEnum
CREATE TYPE "alert_status" AS ENUM ('Normal', 'Failed');

-- CreateEnum
CREATE TYPE "target_kind" AS ENUM ('File', 'Webhook', 'Email');

-- CreateEnum
CREATE TYPE "policy_type" AS ENUM ('System', 'Custom');

-- AlterTable
ALTER TABLE "authenticator" ADD COLUMN     "totp_confirmed" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "totp_last_step" BIGINT,
ADD COLUMN     "totp_sealed" BYTEA;

-- AlterTable
ALTER TABLE "person" ADD COLUMN     "comments" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "console_login" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "display_name" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "must_change" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "second_factor_since" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "recovery_code" (
    "pk" UUID NOT NULL,
    "person_pk" UUID NOT NULL,
    "code_sha256" BYTEA NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "recovery_code_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "alert" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "region" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "last_at" TIMESTAMPTZ(3) NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "level" "alert_level" NOT NULL,
    "name" TEXT NOT NULL,
    "resource" TEXT NOT NULL,
    "status" "alert_status" NOT NULL,
    "content" JSONB NOT NULL,
    "standing" TEXT,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" TEXT,
    "ended_at" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "alert_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "delivery_target" (
    "pk" UUID NOT NULL,
    "target_id" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "kind" "target_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "secret_sealed" BYTEA,
    "sends_events" BOOLEAN NOT NULL,
    "sends_alerts" BOOLEAN NOT NULL,
    "paused" BOOLEAN NOT NULL DEFAULT false,
    "next_seq" BIGINT NOT NULL DEFAULT 1,
    "skipped" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_delivered_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "last_error" TEXT,
    "lease_token" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "delivery_target_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "alert_delivery" (
    "alert_pk" UUID NOT NULL,
    "target_pk" UUID NOT NULL,
    "delivered_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_delivery_pkey" PRIMARY KEY ("alert_pk","target_pk")
);

-- CreateTable
CREATE TABLE "ram_policy" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "document" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ram_policy_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "ram_group" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "comments" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ram_group_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "group_member" (
    "group_pk" UUID NOT NULL,
    "person_pk" UUID NOT NULL,
    "account_pk" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "group_member_pkey" PRIMARY KEY ("group_pk","person_pk")
);

-- CreateTable
CREATE TABLE "ram_role" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "trust_policy" TEXT NOT NULL,
    "service" BOOLEAN NOT NULL DEFAULT false,
    "max_token_seconds" INTEGER NOT NULL DEFAULT 3600,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "ram_role_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "role_token" (
    "pk" UUID NOT NULL,
    "access_key_id" TEXT NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "role_pk" UUID NOT NULL,
    "session_name" TEXT NOT NULL,
    "assumed_by" TEXT NOT NULL,
    "secret_sealed" BYTEA NOT NULL,
    "token_sha256" BYTEA NOT NULL,
    "session_policy" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "role_token_pkey" PRIMARY KEY ("pk")
);

-- CreateTable
CREATE TABLE "policy_attachment" (
    "pk" UUID NOT NULL,
    "account_id" CHAR(16) NOT NULL,
    "account_pk" UUID NOT NULL,
    "policy_type" "policy_type" NOT NULL,
    "policy_name" TEXT NOT NULL,
    "person_pk" UUID,
    "group_pk" UUID,
    "role_pk" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "policy_attachment_pkey" PRIMARY KEY ("pk")
);

-- CreateIndex
CREATE UNIQUE INDEX "recovery_code_person_pk_code_sha256_key" ON "recovery_code"("person_pk", "code_sha256");

-- CreateIndex
CREATE INDEX "alert_account_id_at_pk_idx" ON "alert"("account_id", "at", "pk");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_target_target_id_key" ON "delivery_target"("target_id");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_target_account_id_name_key" ON "delivery_target"("account_id", "name");

-- CreateIndex
CREATE INDEX "alert_delivery_target_pk_idx" ON "alert_delivery"("target_pk");

-- CreateIndex
CREATE UNIQUE INDEX "ram_policy_account_id_name_key" ON "ram_policy"("account_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "ram_group_account_id_name_key" ON "ram_group"("account_id", "name");

-- CreateIndex
CREATE INDEX "group_member_person_pk_idx" ON "group_member"("person_pk");

-- CreateIndex
CREATE UNIQUE INDEX "ram_role_account_id_name_key" ON "ram_role"("account_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "role_token_access_key_id_key" ON "role_token"("access_key_id");

-- CreateIndex
CREATE INDEX "role_token_role_pk_idx" ON "role_token"("role_pk");

-- CreateIndex
CREATE INDEX "role_token_expires_at_idx" ON "role_token"("expires_at");

-- CreateIndex
CREATE INDEX "policy_attachment_person_pk_idx" ON "policy_attachment"("person_pk");

-- CreateIndex
CREATE INDEX "policy_attachment_group_pk_idx" ON "policy_attachment"("group_pk");

-- CreateIndex
CREATE INDEX "policy_attachment_role_pk_idx" ON "policy_attachment"("role_pk");

-- CreateIndex
CREATE INDEX "policy_attachment_account_id_policy_type_policy_name_idx" ON "policy_attachment"("account_id", "policy_type", "policy_name");

-- CreateIndex
CREATE INDEX "audit_event_account_id_event_at_id_idx" ON "audit_event"("account_id", "event", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_resource_at_id_idx" ON "audit_event"("account_id", "resource", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_actor_at_id_idx" ON "audit_event"("account_id", "actor", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_source_ip_at_id_idx" ON "audit_event"("account_id", "source_ip", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_region_at_id_idx" ON "audit_event"("account_id", "region", "at", "id");

-- CreateIndex
CREATE INDEX "audit_event_account_id_request_id_at_id_idx" ON "audit_event"("account_id", "request_id", "at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "audit_link_account_id_event_at_event_id_key" ON "audit_link"("account_id", "event_at", "event_id");

-- AddForeignKey
ALTER TABLE "recovery_code" ADD CONSTRAINT "recovery_code_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_alert_pk_fkey" FOREIGN KEY ("alert_pk") REFERENCES "alert"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_delivery" ADD CONSTRAINT "alert_delivery_target_pk_fkey" FOREIGN KEY ("target_pk") REFERENCES "delivery_target"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_group_pk_fkey" FOREIGN KEY ("group_pk") REFERENCES "ram_group"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "group_member" ADD CONSTRAINT "group_member_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "role_token" ADD CONSTRAINT "role_token_role_pk_fkey" FOREIGN KEY ("role_pk") REFERENCES "ram_role"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_attachment" ADD CONSTRAINT "policy_attachment_person_pk_fkey" FOREIGN KEY ("person_pk") REFERENCES "person"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_attachment" ADD CONSTRAINT "policy_attachment_group_pk_fkey" FOREIGN KEY ("group_pk") REFERENCES "ram_group"("pk") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "policy_attachment" ADD CONSTRAINT "policy_attachment_role_pk_fkey" FOREIGN KEY ("role_pk") REFERENCES "ram_role"("pk") ON DELETE CASCADE ON UPDATE CASCADE;


