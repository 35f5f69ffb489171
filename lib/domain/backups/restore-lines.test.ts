import { expect, it } from "vitest";
import type { RestoreItemView } from "./list-restore-items";
import { RESTORE_CSV_HEAD, restoreCsvLine } from "./restore-lines";

const ITEM = {
  kind: "secret",
  id: "=pay,db",
  accountId: "1000000000000001",
  units: 1,
  verdict: "Restore",
  added: false,
  encryptionKeyId: "key-1",
  grants: { principals: ["acs:ram::1000000000000001:user/a", "acs:ram::1000000000000001:user/b"], gone: [] },
  mayBeOld: false,
  state: "Restored",
  errorCode: null,
  warnings: [{ code: "AliasTaken", name: "alias/pay" }, { code: "RotationSuspended" }],
  endedAt: new Date("2026-11-22T03:14:15Z"),
} as unknown as RestoreItemView;

it("writes one line an item, in the order of the head, and no cell is a formula (S48)", () => {
  expect(restoreCsvLine(ITEM)).toBe(
    `secret,"'=pay,db",1000000000000001,1,Restore,false,Restored,,AliasTaken alias/pay; RotationSuspended,key-1,` +
      `acs:ram::1000000000000001:user/a; acs:ram::1000000000000001:user/b,,2026-11-22T03:14:15.000Z\r\n`,
  );
  expect(RESTORE_CSV_HEAD.split(",")).toHaveLength(restoreCsvLine({ ...ITEM, id: "x" }).split(",").length);
});
