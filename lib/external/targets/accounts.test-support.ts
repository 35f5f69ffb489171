import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { expect, it } from "vitest";
import { makeAuthority } from "@/lib/crypto/certificate";
import { randomChars } from "@/lib/crypto/random";
import type { AccountWish, TargetAddress, TargetOutcome, TargetPort } from "@/lib/domain/secrets/rotation-ports";
import { long } from "@/lib/testing/long";
import { type GuardAddress, makeGuardAddress } from "./guarded-address";
import { CERTIFIED_NAME } from "./tls.test-support";

/** Names of tests lead to this machine; what is allowed decides, as everywhere. */
const findsLoopback = async (name: string) => (name === "nobody.test" ? [] : [{ address: "127.0.0.1", family: 4 }]);
export const allowing: GuardAddress = makeGuardAddress("127.0.0.0/8", findsLoopback);
const refusing = makeGuardAddress("", findsLoopback);

export const someAccount = (): string => `app_${randomChars("abcdefghijklmnopqrstuvwxyz", 8)}`;
export const password = (text = randomChars("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789", 24)) =>
  ({ kind: "password", password: text }) as const;

export function wish(account: string, more: Partial<AccountWish> = {}): AccountWish {
  return { secretArn: "acs:kms:r:a:secret/s", versionId: "v1", account, credential: password(), keep: [], ...more };
}

interface Subject {
  make(deps: { guardAddress: GuardAddress }): TargetPort;
  /** A target at the test's server: its administrator, by 127.0.0.1, without TLS. */
  target(change?: Partial<TargetAddress>): TargetAddress;
  caPem(): string;
  rights: NonNullable<AccountWish["make"]>;
}

/** What every adapter that signs in with a password keeps to, at a real server (SEC-18, S46, P20). */
export function keepsToTheContract({ make, target, caPem, rights }: Subject): void {
  const port = make({ guardAddress: allowing });

  it("signs in as the administrator, and says who is not believed or cannot be read", async () => {
    expect(await port.check(target())).toEqual({ ok: true });
    const { UserName } = JSON.parse(target().administrator) as { UserName: string };
    const wrong = JSON.stringify({ UserName, Password: "not this one" });
    expect(await port.check(target({ administrator: wrong }))).toEqual({ ok: false, error: "AdministratorRefused" });
    for (const administrator of ["plain", "{}", '{"UserName":"x","Password":7}']) {
      expect(await port.check(target({ administrator }))).toEqual({ ok: false, error: "CredentialUnreadable" });
    }
  });

  it("makes an account where that is asked for, gives it new values, and the old ones end", async () => {
    const account = someAccount();
    expect(await port.has(target(), account)).toEqual({ ok: true, exists: false });
    expect(await port.set(target(), wish(account))).toEqual({ ok: false, error: "AccountMissing" });
    expect(await port.has(target(), account)).toEqual({ ok: true, exists: false });

    const first = wish(account, { make: rights });
    expect(await port.set(target(), first)).toEqual({ ok: true });
    expect(await port.has(target(), account)).toEqual({ ok: true, exists: true });
    expect(await port.signIn(target(), account, first.credential)).toEqual({ ok: true });

    const second = wish(account, { versionId: "v2" });
    // Twice, as after a kill, and at once, as where a lease ended too early.
    expect(await port.set(target(), second)).toEqual({ ok: true });
    const again = await Promise.all([1, 2, 3, 4].map(() => port.set(target(), second)));
    expect(again.filter(({ ok }) => !ok)).toEqual([]);
    expect(await port.signIn(target(), account, second.credential)).toEqual({ ok: true });
    expect(await port.signIn(target(), account, first.credential)).toEqual({ ok: false, error: "SignInRefused" });
    expect(await port.signIn(target(), "nobody_here", second.credential)).toEqual({
      ok: false,
      error: "SignInRefused",
    });
  });

  it("makes many accounts at once, and one twice at once", async () => {
    const accounts = Array.from({ length: 6 }, someAccount);
    const wishes = accounts.map((account) => wish(account, { make: rights }));
    const outcomes = await Promise.all([...wishes, ...wishes].map((each) => port.set(target(), each)));
    expect(outcomes.filter(({ ok }) => !ok)).toEqual([]);
    for (const { account, credential } of wishes) {
      expect(await port.signIn(target(), account, credential)).toEqual({ ok: true });
    }
  });

  it("takes any text for a password, and a name is never more than a name", async () => {
    const account = someAccount();
    await port.set(target(), wish(account, { make: rights }));
    for (const text of [
      `a'b"c\`d\\e`,
      "\\'; DROP--",
      "$1 %s ? :x {}",
      " leading and trailing ",
      "pässwörd 密码 🔑",
      "x".repeat(512),
    ]) {
      const credential = password(text);
      expect([text, await port.set(target(), wish(account, { credential }))]).toEqual([text, { ok: true }]);
      expect([text, await port.signIn(target(), account, credential)]).toEqual([text, { ok: true }]);
    }
    for (const name of [`o'hara`, `a"b`, "a`b\\", "a@b"]) {
      const odd = wish(`${account}${name}`.slice(0, 31), { make: rights });
      expect([name, await port.set(target(), odd)]).toEqual([name, { ok: true }]);
      expect([name, await port.signIn(target(), odd.account, odd.credential)]).toEqual([name, { ok: true }]);
    }
  });

  it("has no use for SSH keys", async () => {
    const credential = { kind: "sshKey", publicKey: "ssh-ed25519 AAAA", privateKey: "-" } as const;
    const account = someAccount();
    const unsupported = { ok: false, error: "Unsupported" };
    expect(await port.set(target(), wish(account, { credential, make: rights }))).toEqual(unsupported);
    expect(await port.signIn(target(), account, credential)).toEqual(unsupported);
    expect(await port.has(target(), account)).toEqual({ ok: true, exists: false });
  });

  it("goes nowhere that the operator does not allow (S46)", async () => {
    const guarded = make({ guardAddress: refusing });
    for (const address of ["127.0.0.1", CERTIFIED_NAME, "localhost", "127.1"]) {
      const there = target({ address });
      const refused = { ok: false, error: "AddressNotAllowed" };
      expect(await guarded.check(there)).toEqual(refused);
      expect(await guarded.has(there, "app")).toEqual(refused);
      expect(await guarded.set(there, wish("app", { make: rights }))).toEqual(refused);
      expect(await guarded.signIn(there, "app", password())).toEqual(refused);
    }
    expect(await port.check(target({ address: "nobody.test" }))).toEqual({ ok: false, error: "NameNotFound" });
  });

  it("over TLS believes the name that was typed, or whoever answers, as the target says", async () => {
    const other = makeAuthority("Another", { notBefore: new Date(0), notAfter: new Date(Date.now() + 86_400_000) });
    const cases: [Partial<TargetAddress>, TargetOutcome][] = [
      [{ tls: "Verified", address: CERTIFIED_NAME, caPem: caPem() }, { ok: true }],
      [{ tls: "Verified", address: "127.0.0.1", caPem: caPem() }, { ok: true }],
      [
        { tls: "Verified", address: "other.test", caPem: caPem() },
        { ok: false, error: "TlsFailed" },
      ],
      [
        { tls: "Verified", address: CERTIFIED_NAME, caPem: other.certificate },
        { ok: false, error: "TlsFailed" },
      ],
      [
        { tls: "Verified", address: CERTIFIED_NAME },
        { ok: false, error: "TlsFailed" },
      ],
      [{ tls: "Encrypted", address: "other.test" }, { ok: true }],
      [{ tls: "Encrypted", address: "127.0.0.1" }, { ok: true }],
    ];
    for (const [change, outcome] of cases) {
      expect([change, await port.check(target(change))]).toEqual([change, outcome]);
    }
  });

  it("tells a target that is not there from one that goes away, and waits for none without end", async () => {
    const dropping = await listening((socket) => socket.destroy());
    expect(await port.check(target({ port: dropping.port }))).toEqual({ ok: false, error: "ConnectionLost" });
    await dropping.close();
    expect(await port.check(target({ port: dropping.port }))).toEqual({ ok: false, error: "Unreachable" });
    if (!long) return;
    const silent = await listening((socket) => socket.resume());
    expect(await port.check(target({ port: silent.port }))).toEqual({ ok: false, error: "TimedOut" });
    await silent.close(); // which waits for every connection to be gone
  });
}

async function listening(onConnection: (socket: Socket) => void) {
  const server = createServer(onConnection);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const close = () => new Promise((done) => server.close(done));
  return { port: (server.address() as AddressInfo).port, close };
}
