import { describe, expect, it } from "vitest";
import {
  type ImageColumns,
  imageVersionAt,
  isUpgradable,
  isUpgrading,
  NO_UPGRADE,
  outcomeToKeep,
  rollbackAt,
  upgradeAt,
} from "./image-state";
import { LATEST_IMAGE_VERSION } from "./instance-rules";

const at = (iso: string) => new Date(`2026-${iso}Z`);
const OLD = "dkms-3.9.1";
const [STARTS, ENDS] = [at("12-01T02:00:00.000"), at("12-01T02:30:00.000")];
const plain: ImageColumns = { ...NO_UPGRADE, imageVersion: OLD, endsAt: null };
const upgraded: ImageColumns = {
  ...plain,
  upgradeTo: LATEST_IMAGE_VERSION,
  upgradeMethod: "Automatic",
  upgradeStartsAt: STARTS,
  upgradeEndsAt: ENDS,
};
const justBefore = (moment: Date) => new Date(moment.getTime() - 1);
const WEEK_LATER = at("12-08T02:30:00.000");

describe("an image upgrade, by the time alone (INS-44..46)", () => {
  it.each([
    ["well before", at("11-22T00:00:00.000"), "Scheduled", OLD, false],
    ["the millisecond before it begins", justBefore(STARTS), "Scheduled", OLD, false],
    ["as it begins", STARTS, "Running", OLD, false],
    ["the millisecond before it ends", justBefore(ENDS), "Running", OLD, false],
    ["as it ends", ENDS, "Succeeded", LATEST_IMAGE_VERSION, true],
    ["the last millisecond of the week", justBefore(WEEK_LATER), "Succeeded", LATEST_IMAGE_VERSION, true],
    ["a week later", WEEK_LATER, "Succeeded", LATEST_IMAGE_VERSION, false],
  ])("%s", (_, now, state, version, canGoBack) => {
    expect(upgradeAt(upgraded, now)?.state).toBe(state);
    expect(isUpgrading(upgraded, now)).toBe(state === "Running");
    expect(imageVersionAt(upgraded, now)).toBe(version);
    expect(rollbackAt(upgraded, now)).toEqual(canGoBack ? { to: OLD, until: WEEK_LATER } : null);
  });

  it("fails where the subscription ends before it is done, and stays failed when that is renewed (INS-62)", () => {
    const endsAt = at("12-01T02:15:00.000");
    const short = { ...upgraded, endsAt };
    expect(upgradeAt(short, justBefore(endsAt))?.state).toBe("Running");
    expect(upgradeAt(short, endsAt)?.state).toBe("Failed");
    expect(upgradeAt(short, WEEK_LATER)?.state).toBe("Failed");
    expect(imageVersionAt(short, WEEK_LATER)).toBe(OLD);
    expect(rollbackAt(short, ENDS)).toBeNull();
    const renewed = { ...short, endsAt: at("12-31T16:00:00.000"), upgradeOutcome: outcomeToKeep(short, ENDS) };
    expect(upgradeAt(renewed, WEEK_LATER)?.state).toBe("Failed");
    expect(isUpgradable(renewed, WEEK_LATER)).toBe(true);
  });

  it("is still to come where the subscription ended before, and goes on once that is renewed in time", () => {
    const short = { ...upgraded, endsAt: at("11-30T16:00:00.000") };
    const now = at("11-30T20:00:00.000");
    expect(upgradeAt(short, now)?.state).toBe("Scheduled");
    expect(outcomeToKeep(short, now)).toBeNull();
    expect(upgradeAt({ ...short, endsAt: at("12-30T16:00:00.000") }, ENDS)?.state).toBe("Succeeded");
  });

  it("rolled back is no upgrade that could be rolled back, and can be upgraded again", () => {
    const back: ImageColumns = {
      ...upgraded,
      imageVersion: LATEST_IMAGE_VERSION,
      upgradeTo: OLD,
      upgradeMethod: "Rollback",
    };
    expect(imageVersionAt(back, justBefore(ENDS))).toBe(LATEST_IMAGE_VERSION);
    expect(imageVersionAt(back, ENDS)).toBe(OLD);
    expect(rollbackAt(back, ENDS)).toBeNull();
    expect(isUpgradable(back, ENDS)).toBe(true);
  });

  it.each([
    [LATEST_IMAGE_VERSION, false],
    [OLD, true],
    ["dkms-1.3.1", true],
    ["dkms-1.3.0", false],
    ["dkms-0.9.9", false],
  ])("%s can be upgraded: %s (INS-45)", (imageVersion, expected) => {
    expect(isUpgradable({ ...plain, imageVersion }, ENDS)).toBe(expected);
  });
});
