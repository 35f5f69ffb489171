import type { Server as TlsServer } from "node:https";
import type { SecureContextOptions } from "node:tls";
import type { CertifiedName } from "@/lib/crypto/certificate";
import { CryptoError } from "@/lib/crypto/errors";
import type { Ctx } from "@/lib/domain/context";
import { serverCertificate } from "@/lib/domain/installation/certificate-authority";
import type { Log } from "@/lib/log";

/** Timers cannot wait for months: whether it is time is asked every hour. */
const CHECK_MS = 3_600_000;

interface Issued {
  certificate: SecureContextOptions;
  /** When two thirds of its life are over. */
  renewAt: number;
}

/** A gateway's certificate from the deployment's own authority. The key is this process's alone, and lies nowhere. */
export interface OwnCertificate {
  readonly current: SecureContextOptions;
  /** Issues the next one when it is time, and gives it to `server`: connections that stand are not disturbed. */
  renewIfDue(server: Pick<TlsServer, "setSecureContext">): Promise<boolean>;
  /** Asks every hour. @returns stops asking */
  keepFresh(server: Pick<TlsServer, "setSecureContext">): () => void;
}

/**
 * `wallClock`: certificates are of the world outside, whose clients ask their own clocks (decisions 14). Undefined where the
 * authority's key does not open: plain HTTP goes on, and a restart would change nothing.
 */
export async function ownCertificate(
  { db, keyring, wallClock, log }: Pick<Ctx, "db" | "keyring"> & { wallClock(): number; log: Log },
  names: readonly CertifiedName[],
): Promise<OwnCertificate | undefined> {
  const now = () => new Date(wallClock());

  async function issue(): Promise<Issued> {
    const issuedAt = wallClock();
    const {
      certificate: cert,
      key,
      expiresAt,
    } = await serverCertificate({ db, now, ...(keyring && { keyring }) }, names);
    return { certificate: { cert, key }, renewAt: issuedAt + ((expiresAt.getTime() - issuedAt) * 2) / 3 };
  }

  const first = await issue().catch(unlessItOpens);
  if (!first) return undefined;
  let issued = first;

  async function renewIfDue(server: Pick<TlsServer, "setSecureContext">): Promise<boolean> {
    if (wallClock() < issued.renewAt) return false;
    issued = await issue();
    server.setSecureContext(issued.certificate);
    return true;
  }

  return {
    get current() {
      return issued.certificate;
    },
    renewIfDue,
    keepFresh: (server) => {
      const timer = setInterval(() => {
        renewIfDue(server).catch((error: unknown) =>
          log.error("the gateway's certificate could not be renewed", { error }),
        );
      }, CHECK_MS).unref();
      return () => clearInterval(timer);
    },
  };
}

function unlessItOpens(error: unknown): undefined {
  if (!(error instanceof CryptoError && error.code === "DoesNotOpen")) throw error;
}
