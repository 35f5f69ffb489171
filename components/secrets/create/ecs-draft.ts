import { AUTO, assertManagedName, isAccountName, ROTATION_HOURS } from "@/lib/domain/secrets/managed-rules";
import type { Faults, ManagedWish } from "./create-fields";
import { type RotationDraft, rotationFault, rotationInput, THIRTY_DAYS } from "./rotation-draft";
import type { TargetChoice } from "./target-choice";

// An ECS secret as it is typed (SEC-14, SEC-16, SEC-52), pure.

export const ECS_PREFIX = "acs/ecs/";

export interface EcsDraft {
  targetId: string;
  userName: string;
  form: "Password" | "SSHKey";
  /** `make`: KMS chooses the first value itself. */
  source: "give" | "make";
  password: string;
  publicKey: string;
  privateKey: string;
  rotation: RotationDraft;
}

export const EMPTY_ECS: EcsDraft = {
  targetId: "",
  userName: "",
  form: "Password",
  source: "make",
  password: "",
  publicKey: "",
  privateKey: "",
  rotation: THIRTY_DAYS,
};

export const hostsOf = (targets: readonly TargetChoice[]) => targets.filter(({ service }) => service === "ECS");

export function ecsFaults(draft: EcsDraft, name: string, targets: readonly TargetChoice[]): Faults {
  const interval = rotationFault(draft.rotation, ROTATION_HOURS);
  const host = hostsOf(targets).find(({ targetId, locked }) => targetId === draft.targetId && !locked);
  return {
    ...(!isEcsName(name) && { name: "nameForm" }),
    ...(!host && { target: "chooseTarget" }),
    ...(!isAccountName(draft.userName.trim()) && { account: "account" }),
    ...(draft.source === "give" && valueFaults(draft)),
    ...(interval && { rotation: interval }),
  };
}

function isEcsName(rest: string): boolean {
  try {
    assertManagedName("ECS", ECS_PREFIX + rest);
    return true;
  } catch {
    return false;
  }
}

const PUBLIC_KEY = /^(?:ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/]+=*(?: [^\r\n]*)?$/;

function valueFaults({ form, password, publicKey, privateKey }: EcsDraft): Faults {
  if (form === "Password") return password === "" ? { password: "password" } : {};
  return {
    ...(!PUBLIC_KEY.test(publicKey.trim()) && { publicKey: "publicKey" }),
    ...(!privateKey.trimStart().startsWith("-----BEGIN ") && { privateKey: "privateKey" }),
  };
}

export function ecsWish(draft: EcsDraft, name: string, region: string): ManagedWish {
  const makes = draft.source === "make";
  const UserName = draft.userName.trim();
  return {
    type: "ECS",
    name: ECS_PREFIX + name,
    extendedConfig: JSON.stringify({
      SecretSubType: draft.form,
      RegionId: region,
      InstanceId: draft.targetId,
      ...(makes && { UserName }),
    }),
    secretData: makes ? AUTO : JSON.stringify({ UserName, ...given(draft) }),
    ...rotationInput(draft.rotation),
  };
}

function given({ form, password, publicKey, privateKey }: EcsDraft) {
  return form === "Password"
    ? { Password: password }
    : { PublicKey: publicKey.trim(), PrivateKey: `${privateKey.trim()}\n` };
}
