-- What several gateways share: the deployment's own certificate authority, of which there is exactly one (openapi.md 1.5),
-- and how much of a second's calls is spoken for (INS-11). New tables; touches no data.

-- CreateTable
CREATE TABLE "certificate_authority" (
    "singleton" BOOLEAN NOT NULL DEFAULT true,
    "certificate" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "key_sealed" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "certificate_authority_pkey" PRIMARY KEY ("singleton")
);
ALTER TABLE certificate_authority ADD CONSTRAINT certificate_authority_is_one CHECK (singleton);
ALTER TABLE certificate_authority ADD CONSTRAINT certificate_authority_is_a_sealed_box
  CHECK (length(key_sealed) > 101 AND get_byte(key_sealed, 0) = 1);

-- Unlogged: worth a second, and lost without harm.
CREATE UNLOGGED TABLE "throttle_lease" (
    "subject" TEXT NOT NULL,
    "second" BIGINT NOT NULL,
    "quota" INTEGER NOT NULL,
    "taken" INTEGER NOT NULL,
    "granted" INTEGER NOT NULL,

    CONSTRAINT "throttle_lease_pkey" PRIMARY KEY ("subject")
);

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'kms_console') THEN RETURN; END IF;
  GRANT SELECT, INSERT, UPDATE ON certificate_authority TO kms_gateway;
  GRANT SELECT, INSERT, UPDATE ON throttle_lease TO kms_gateway;
  -- The certificate is public; the key is not for the console.
  GRANT SELECT (singleton, certificate, fingerprint, created_at, expires_at) ON certificate_authority TO kms_console;
END $$;
