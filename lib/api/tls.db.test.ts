import { spawn, spawnSync } from "node:child_process";
import { createHash, type X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Keyring } from "@/lib/crypto/keyring";
import { generateRootKey } from "@/lib/crypto/root-key";
import { readHeader } from "@/lib/crypto/sealed";
import { createAccessKey } from "@/lib/domain/accounts/create-access-key";
import { ensureAuthority, serverCertificate } from "@/lib/domain/installation/certificate-authority";
import { getCaCertificate } from "@/lib/domain/installation/get-ca-certificate";
import { makeLog } from "@/lib/log";
import { anAccount } from "@/lib/testing/builders/an-account";
import { testWorld } from "@/lib/testing/context";
import { testDatabase } from "@/lib/testing/database";
import { dbAs } from "@/lib/testing/process-role";
import { genericClient } from "@/lib/testing/sdk";
import { type Gateways, twoGateways } from "./gateways.test-support";
import type { RunningGateway } from "./start-gateway";
import { ownCertificate } from "./tls";

const openssl = "openssl"; // the system's, not a package's
const present = spawnSync(openssl, ["version"]).status === 0;
if (!present) process.stderr.write("skipped: the openssl program is not installed\n");

const NAMES = [{ dns: "localhost" }, { address: Uint8Array.of(127, 0, 0, 1) }];
const TLS = { tls: { port: 0, certificate: { names: NAMES } } };
const YEAR_MS = 365 * 86_400_000;

let gateways: Gateways;
let secure: RunningGateway[];
beforeAll(async () => {
  gateways = await twoGateways();
  // Four at once over an empty table: the first start of a deployment.
  secure = await Promise.all([1, 2, 3, 4].map(() => gateways.start(TLS)));
});
afterAll(async () => {
  await Promise.all(secure.map((gateway) => gateway.stop(1000)));
  await gateways.close();
});

const authority = async () => getCaCertificate(gateways.world.as({ kind: "operator", osUser: "test" }), {});
const portOf = (gateway: RunningGateway | undefined) => gateway?.tlsPort ?? 0;

function peerOf(port: number, ca: string): Promise<X509Certificate | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", ca }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      resolve(certificate);
    });
    socket.on("error", reject);
  });
}

describe("the deployment's own certificate authority (openapi.md 1.5)", () => {
  it("is one, however many gateways start at once, and each has a certificate of it", async () => {
    expect(await gateways.database.db.certificateAuthority.count()).toBe(1);
    const { certificate } = await authority();
    const serials = await Promise.all(
      secure.map(async (gateway) => (await peerOf(portOf(gateway), certificate))?.serialNumber),
    );
    expect(new Set(serials).size).toBe(4);
    expect(serials).not.toContain(undefined);
  });

  it("is the same after a restart", async () => {
    const { certificate } = await authority();
    const again = await gateways.start(TLS);
    expect(await peerOf(portOf(again), certificate)).toBeDefined();
    await again.stop(1000);
    expect(await authority()).toMatchObject({ certificate });
  });

  it("is believed by the unmodified SDK, which believes no other", async () => {
    const account = await anAccount(gateways.world);
    const credentials = await createAccessKey(account.ctx, {});
    const { certificate } = await authority();
    const call = genericClient(portOf(secure[0]), credentials, 10_000, certificate);
    expect(await call("DescribeRegions", {})).toMatchObject({ Regions: { Region: expect.any(Array) } });
    await expect(call("DescribeKey", { KeyId: "key-none" })).rejects.toThrow("The specified Key is not found");
    const { certificate: other } = await ensureAuthority(await anotherDeployment());
    const fooled = genericClient(portOf(secure[0]), credentials, 10_000, other);
    await expect(fooled("DescribeRegions", {})).rejects.toThrow(/signature|issuer|certificate/i);
  });

  it.skipIf(!present)("satisfies openssl s_client, for the names it has", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "kms-ca-"));
    writeFileSync(path.join(folder, "ca.pem"), (await authority()).certificate);
    const line = ["-CAfile", path.join(folder, "ca.pem"), "-verify_return_error", "-connect"];
    const sClient = (...more: string[]) =>
      new Promise<number | null>((resolve) => {
        const child = spawn(openssl, ["s_client", ...line, `127.0.0.1:${portOf(secure[0])}`, ...more], {
          stdio: ["ignore", "ignore", "ignore"],
        });
        child.once("exit", resolve);
      });
    expect(await sClient("-verify_hostname", "localhost")).toBe(0);
    expect(await sClient("-verify_ip", "127.0.0.1")).toBe(0);
    expect(await sClient("-verify_hostname", "kms.example.com")).not.toBe(0);
    rmSync(folder, { recursive: true });
  });

  it("lies sealed: nothing of its key is in the database, and the console cannot even read the box (S7)", async () => {
    const { keySealed, certificate, fingerprint } = await gateways.database.db.certificateAuthority.findFirstOrThrow();
    expect(Buffer.from(keySealed).includes(Buffer.from("2a8648ce3d0301", "hex"))).toBe(false);
    expect(readHeader(keySealed).id).toBe("00000000-0000-0000-0000-000000000000");
    expect(fingerprint).toBe(
      createHash("sha256")
        .update(Buffer.from(certificate.replace(/-----.*-----|\n/g, ""), "base64"))
        .digest("hex"),
    );
    const console = await dbAs(gateways.database, "kms_console");
    try {
      await expect(console.db.certificateAuthority.findFirst()).rejects.toThrow("permission denied");
      expect(await getCaCertificate({ ...gateways.world.ctx, db: console.db, actor: OPERATOR }, {})).toMatchObject({
        certificate,
      });
    } finally {
      await console.close();
    }
  });

  it("is told to nobody who is not signed in", async () => {
    await expect(getCaCertificate(gateways.world.ctx, {})).rejects.toThrow("NotSignedIn");
  });
});

const OPERATOR = { kind: "operator", osUser: "test" } as const;

/** Another database, with another authority. */
const others: { close(): Promise<void> }[] = [];
async function anotherDeployment() {
  const database = await testDatabase();
  others.push(database);
  return testWorld(database.db).ctx;
}
afterAll(() => Promise.all(others.map((other) => other.close())));

describe("a gateway's certificate", () => {
  it("is issued anew when a third of its life is left, and not before", async () => {
    const ctx = await anotherDeployment();
    let wall = Date.parse("2026-11-22T12:00:00Z");
    const log = makeLog({}, () => {}, "error");
    const own = await ownCertificate({ ...ctx, wallClock: () => wall, log }, NAMES);
    if (!own) throw new Error("its root key is here");
    const given: unknown[] = [];
    const server = { setSecureContext: (context: unknown) => given.push(context) };
    const first = own.current;
    wall += (YEAR_MS * 2) / 3 - 2 * 3_600_000;
    expect(await own.renewIfDue(server)).toBe(false);
    wall += 4 * 3_600_000;
    expect(await own.renewIfDue(server)).toBe(true);
    expect(given).toEqual([own.current]);
    expect(own.current).not.toEqual(first);
    expect(await own.renewIfDue(server)).toBe(false);
    expect(await ctx.db.certificateAuthority.count()).toBe(1);
  });

  it("comes from the authority after a rotation of the root key too, whose old line may then go", async () => {
    const ctx = await anotherDeployment();
    const [old, fresh] = [generateRootKey(1), generateRootKey(2)];
    const copy = (root: typeof old) => ({ generation: root.generation, bytes: Buffer.from(root.bytes) });
    const before = await ensureAuthority({ ...ctx, keyring: new Keyring([copy(old)]) });
    await serverCertificate({ ...ctx, keyring: new Keyring([copy(old), copy(fresh)]) }, NAMES);
    await serverCertificate({ ...ctx, keyring: new Keyring([copy(fresh)]) }, NAMES);
    const after = await ctx.db.certificateAuthority.findFirstOrThrow();
    expect(after.certificate).toBe(before.certificate);
    expect(readHeader(after.keySealed).generation).toBe(2);
  });

  it("is none where the authority's key was tampered with: HTTP goes on without (P14)", async () => {
    const broken = await gateways.database.db.certificateAuthority.findFirstOrThrow();
    const tampered = Uint8Array.from(broken.keySealed);
    tampered[100] = (tampered[100] ?? 0) ^ 1;
    await gateways.database.db.certificateAuthority.updateMany({ data: { keySealed: tampered } });
    const gateway = await gateways.start(TLS);
    expect(gateway.tlsPort).toBeUndefined();
    expect(gateway.port).toBeGreaterThan(0);
    await gateway.stop(1000);
    await gateways.database.db.certificateAuthority.updateMany({ data: { keySealed: broken.keySealed } });
  });
});
