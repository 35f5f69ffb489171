import { z } from "zod";
import { type Body, nestedList, wireTime } from "../envelope";
import { text } from "../fields";

// What the actions about secrets have in common on the wire (openapi.md 3.1).

export const CHANGES = { changes: true };
export const READS = { changes: false };
export const secretOnly = z.object({ SecretName: text() });

export function onlyName({ name }: { name: string }): Body {
  return { SecretName: name };
}

export function versionStages(stages: readonly string[]): Body {
  return nestedList("VersionStages", "VersionStage", stages);
}

interface Rotating {
  automaticRotation: string;
  rotationSeconds: number | null;
  lastRotatedAt: Date | null;
  nextRotationAt: Date | null;
}

/** The last date once there is one; interval and next date only while rotation is not Disabled (SEC-03). */
export function rotationFields(secret: Rotating): Body {
  const { automaticRotation, rotationSeconds, lastRotatedAt, nextRotationAt } = secret;
  const isOn = automaticRotation !== "Disabled";
  return {
    AutomaticRotation: automaticRotation,
    ...(lastRotatedAt && { LastRotationDate: wireTime(lastRotatedAt) }),
    ...(isOn && rotationSeconds !== null && { RotationInterval: `${rotationSeconds}s` }),
    ...(isOn && nextRotationAt && { NextRotationDate: wireTime(nextRotationAt) }),
  };
}
