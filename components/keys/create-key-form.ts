import { isAsymmetric, isSymmetric, SPECS, USAGE_NAMES, usagesOf } from "@/lib/domain/keys/key-spec-rules";
import type { KeyView } from "@/lib/domain/keys/key-view";
import { ROTATION_DAYS } from "@/lib/domain/keys/rotation-rules";

// What the Create Key panel offers and asks for (KEY-31). Pure.

export type KeyType = "symmetric" | "asymmetric" | "mac";
type Spec = KeyView["spec"];
type Usage = KeyView["usage"];

export interface KeyPlan {
  spec: Spec;
  usage: Usage;
  external: boolean;
  /** As typed; null while automatic rotation is off. */
  rotationDays: string | null;
}

const DAY_SECONDS = 86_400;
/** What the field opens with: a quarter, within KEY-72. */
export const USUAL_ROTATION_DAYS = "90";

export function specsOf(type: KeyType): Spec[] {
  return SPECS.filter((spec) => typeOf(spec) === type);
}

/** What a type begins with: the first, but of codes the one that most programs use, and not the shortest. */
export function firstSpecOf(type: KeyType): Spec | undefined {
  return type === "mac" ? "HMAC_SHA_256" : specsOf(type)[0];
}

export function typeOf(spec: Spec): KeyType {
  if (isSymmetric(spec)) return "symmetric";
  return isAsymmetric(spec) ? "asymmetric" : "mac";
}

/** The plan with another specification: its usage is kept where the new one has it too (KEY-25, KEY-27). */
export function withSpec(plan: KeyPlan, spec: Spec): KeyPlan {
  const usages = usagesOf(spec);
  const usage = usages.find((one) => one === plan.usage) ?? usages[0] ?? plan.usage;
  return { ...plan, spec, usage };
}

/** KEY-73: symmetric, and made here. */
export function canRotate({ spec, external }: KeyPlan): boolean {
  return isSymmetric(spec) && !external;
}

/** KEY-72, for keys in instances. */
export function isRotationDays(typed: string): boolean {
  const { minimum, maximum } = ROTATION_DAYS.instance;
  return /^\d{1,4}$/.test(typed.trim()) && Number(typed) >= minimum && Number(typed) <= maximum;
}

/** The part of CreateKey's input that the plan makes. */
export function planInput(plan: KeyPlan) {
  const { spec, usage, external, rotationDays } = plan;
  return {
    spec,
    usage: USAGE_NAMES[usage],
    ...(external && { origin: "EXTERNAL" }),
    ...(canRotate(plan) && rotationDays !== null && { rotationSeconds: Number(rotationDays) * DAY_SECONDS }),
  };
}
