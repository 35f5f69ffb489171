import { describe, expect, it } from "vitest";
import { secretBytes } from "./secret-data";
import { assertSecretName, planPut, SECRET_DATA_MAX_BYTES, VERSIONS_MAX } from "./secret-rules";
import {
  assertSecretAllows,
  isPastDeletion,
  SECRET_CALLS,
  type SecretCall,
  secretAllows,
  shownSecretState,
} from "./secret-state";

const version = (number: number, ...stages: string[]) => ({
  pk: `pk-${number}`,
  versionId: `v${number}`,
  stages,
  createdAt: new Date(2026, 0, number),
});

describe("planPut", () => {
  it("gives the new version ACSCurrent and the former current ACSPrevious (SEC-22)", () => {
    const plan = planPut([version(1, "ACSPrevious"), version(2, "ACSCurrent")]);
    expect(plan).toEqual({
      stages: ["ACSCurrent"],
      relabelled: [
        { pk: "pk-1", stages: [] },
        { pk: "pk-2", stages: ["ACSPrevious"] },
      ],
      removed: [],
    });
  });

  it("leaves the current version alone when other labels are named (SEC-22)", () => {
    expect(planPut([version(1, "ACSCurrent")], ["Next"])).toEqual({ stages: ["Next"], relabelled: [], removed: [] });
  });

  it("takes a named label from the version that had it: each on one version at most (SEC-20)", () => {
    const plan = planPut([version(1, "ACSCurrent"), version(2, "Next")], ["Next"]);
    expect(plan.relabelled).toEqual([{ pk: "pk-2", stages: [] }]);
  });

  it("removes the earliest version without a label when the secret is full (SEC-21)", () => {
    const versions = Array.from({ length: VERSIONS_MAX }, (_, at) =>
      version(at + 1, ...(at === 9 ? ["ACSCurrent"] : at === 0 ? ["Keep"] : [])),
    );
    expect(planPut(versions).removed).toEqual(["pk-2"]);
  });

  it("removes a version that has just lost its last label, and does not relabel it (SEC-21)", () => {
    const versions = Array.from({ length: VERSIONS_MAX }, (_, at) =>
      version(at + 1, at === 0 ? "ACSPrevious" : at === 1 ? "ACSCurrent" : `L${at}`),
    );
    const plan = planPut(versions);
    expect(plan.removed).toEqual(["pk-1"]);
    expect(plan.relabelled).toEqual([{ pk: "pk-2", stages: ["ACSPrevious"] }]);
  });

  it("refuses when all ten versions carry labels (SEC-21)", () => {
    const versions = Array.from({ length: VERSIONS_MAX }, (_, at) => version(at + 1, `L${at}`));
    expect(() => planPut(versions)).toThrow("SecretVersionLimit");
  });
});

describe("the form of a secret", () => {
  it.each(["a", "db/password", "A_b/+=.@-9", "x".repeat(192)])("accepts the name %s (SEC-04)", (name) => {
    expect(() => assertSecretName(name)).not.toThrow();
  });

  it.each(["", "x".repeat(193), "acs/ecs/x", "a b", "a:b", "秘密"])("refuses the name %s (SEC-04)", (name) => {
    expect(() => assertSecretName(name)).toThrow("InvalidSecretName");
  });

  it("counts a value in bytes, not characters (SEC-05)", () => {
    expect(secretBytes({ secretData: "x".repeat(SECRET_DATA_MAX_BYTES), dataType: "text" })).toHaveLength(
      SECRET_DATA_MAX_BYTES,
    );
    expect(() => secretBytes({ secretData: "鍵".repeat(10_241), dataType: "text" })).toThrow("SecretTooLong");
  });

  it("refuses text that has no bytes: half a surrogate pair (P30)", () => {
    expect(() => secretBytes({ secretData: "a\ud800b", dataType: "text" })).toThrow("InvalidParameter");
    expect(secretBytes({ secretData: "a🔑b\0", dataType: "text" }).toString()).toBe("a🔑b\0");
  });

  it("takes binary values as standard Base64 only (SEC-05)", () => {
    expect(secretBytes({ secretData: "AAEC", dataType: "binary" })).toEqual(Buffer.from([0, 1, 2]));
    expect(() => secretBytes({ secretData: "AAEC\n", dataType: "binary" })).toThrow("InvalidParameter");
  });
});

describe("the delete window", () => {
  const now = new Date("2026-11-22T00:00:00Z");
  const waiting = { plannedDeleteAt: new Date("2026-12-01T00:00:00Z") };

  it("allows exactly what the table says (SEC-40)", () => {
    for (const [call, states] of Object.entries(SECRET_CALLS)) {
      const judge = (secret: { plannedDeleteAt: Date | null }) => () =>
        assertSecretAllows(call as keyof typeof SECRET_CALLS, { ...secret, instance: null }, now);
      if (states.PendingDeletion === "allowed") expect(judge(waiting)).not.toThrow();
      else expect(judge(waiting)).toThrow(states.PendingDeletion);
      if (states.Enabled === "allowed") expect(judge({ plannedDeleteAt: null })).not.toThrow();
      else expect(judge({ plannedDeleteAt: null })).toThrow(states.Enabled);
    }
  });

  it("stops all but reads and RestoreSecret in an expired instance (KEY-43)", () => {
    const expired = {
      status: "Connected",
      saleStatus: "Normal",
      connectedAt: new Date("2026-01-01"),
      endsAt: new Date("2026-11-01"),
    } as const;
    const works = (Object.keys(SECRET_CALLS) as SecretCall[]).filter((call) =>
      [null, waiting.plannedDeleteAt].some((plannedDeleteAt) =>
        secretAllows(call, { plannedDeleteAt, instance: expired }, now),
      ),
    );
    expect(works.sort()).toEqual([
      "DescribeSecret",
      "GetSecretPolicy",
      "ListResourceTags",
      "ListSecretVersionIds",
      "RestoreSecret",
    ]);
    expect(shownSecretState({ plannedDeleteAt: null, instance: expired }, now)).toBe("Unavailable");
  });

  it("ends in the second it names, worker or not", () => {
    expect(isPastDeletion(waiting, new Date("2026-11-30T23:59:59.999Z"))).toBe(false);
    expect(isPastDeletion(waiting, new Date("2026-12-01T00:00:00.000Z"))).toBe(true);
  });
});
