import { readdirSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import type { Operation } from "../operation";

// S36: what asks a person again who they are. The list of operations is read from the code, so that a new one without a
// row here fails.

const room = path.join(import.meta.dirname, "..");

async function allOperations(): Promise<Operation[]> {
  const files = readdirSync(room, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(test|test-support|d|sql)\.ts$/.test(file),
  );
  const found = new Map<string, Operation>();
  for (const file of files) {
    const exported = (await import(path.join(room, file))) as Record<string, unknown>;
    for (const one of Object.values(exported)) {
      if (typeof one === "function" && "operationName" in one) {
        const operation = one as Operation;
        found.set(operation.operationName, operation);
      }
    }
  }
  return [...found.values()];
}

/** S36's own words, and the operations that are them. */
const ACTS: Record<string, readonly string[]> = {
  reveal: ["GetSecretValue", "BatchGetSecretValue"],
  // A target is an export that goes on; where it leads is never changed.
  export: ["ExportAuditEvents", "CreateDeliveryTarget", "ExportDataKey", "GenerateAndExportDataKey"],
  delete: [
    "ScheduleKeyDeletion",
    "DeleteSecret",
    "DeleteKeyMaterial",
    "DeleteAlias",
    "ReleaseInstance",
    "DeleteAccessKey",
    "DeleteBackup",
  ],
  share: [
    "CreateResourceShare",
    "AssociateResourceShare",
    "DisassociateResourceShare",
    "DeleteResourceShare",
    "SetInstanceSharingMode",
    // Who is in a directory or in a folder of it is shared with, as who is in a group holds its policies.
    "InviteDirectoryMember",
    "MoveDirectoryMember",
    "RemoveDirectoryMember",
    "DisableResourceDirectory",
  ],
  // Money that was given, and what was charged or given away at a price, is never taken back: the ledger only grows.
  money: ["TopUpBalance", "SetPrice", "SetFreeMode"],
  // Where a stored credential, and every new value of the secrets there, is sent.
  target: ["CreateRotationTarget", "UpdateRotationTarget", "DeleteRotationTarget"],
  reset: ["ResetBackup", "ResetSecondFactor", "BeginSecondFactor", "RemoveSecondFactor", "RenewRecoveryCodes"],
};

/** Names of operations that S36 speaks of. */
const SPOKEN_OF =
  /^(Delete|Destroy|Schedule\w*Deletion|Release|Reset|Export|Share|Reveal|(Batch)?GetSecretValue|(Put|Set|Update|Create|Attach|Detach)\w*Policy|(Create|Associate|Disassociate)\w*Share|Set\w*SharingMode|TopUp|Set\w*Price|SetFreeMode)/;

/** Those that sound like it, and why they are none. */
const NOT_SO: Record<string, string> = {
  DeleteKey: "the worker's, when the time that ScheduleKeyDeletion set has come; no person can call it",
  DeleteDirectoryFolder: "an empty folder with which nothing is shared, so nobody loses anything",
  UpdateRotationPolicy: "says when a key rotates, not who may do what; undone by another call",
  UpdateSecretRotationPolicy: "says when a secret rotates, not who may do what; undone by another call",
};

let operations: Operation[];
beforeAll(async () => {
  operations = await allOperations();
}, 60_000);

describe("step-up (S36)", () => {
  it("is asked for by every act that reveals, exports, deletes, resets, changes a policy, shares or gives money away", () => {
    expect(operations.length).toBeGreaterThan(60);
    const spokenOf = operations.filter(({ operationName }) => SPOKEN_OF.test(operationName));
    const missing = spokenOf.filter(({ stepUp, operationName }) => !stepUp && !(operationName in NOT_SO));
    expect(missing.map(({ operationName }) => operationName)).toEqual([]);
  });

  it("is asked for by these, and not by what can be undone at once", () => {
    const byName = new Map(operations.map((one) => [one.operationName, one]));
    for (const operationName of Object.values(ACTS).flat()) {
      expect(byName.get(operationName)?.stepUp, operationName).toBe(true);
    }
    for (const operationName of [
      "EnableKey",
      "DisableKey",
      "CancelKeyDeletion",
      "RestoreSecret",
      "SignOut",
      "ChangePassword",
    ]) {
      expect(byName.get(operationName)?.stepUp, operationName).toBe(false);
    }
  });

  it("is no way around the choice of a password: only these may be called before it", () => {
    const before = operations.filter(({ beforePasswordChange }) => beforePasswordChange);
    expect(before.map(({ operationName }) => operationName).sort()).toEqual([
      "ChangePassword",
      "SignOut",
      "TouchSession",
    ]);
  });
});
