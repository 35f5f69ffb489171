import { FORM_ROTATION_HOURS, ramSecretName } from "@/lib/domain/secrets/managed-rules";
import type { Faults, ManagedWish } from "./create-fields";
import { type RotationDraft, rotationFault, rotationInput, THIRTY_DAYS } from "./rotation-draft";

// A RAM secret as it is typed (SEC-13, SEC-52), pure.

export interface RamDraft {
  /** What was typed for each AccessKey ID. */
  secrets: Readonly<Record<string, string>>;
  /** The AccessKey that applications use now; the newest unless another is chosen. */
  current: string;
  rotation: RotationDraft;
}

export const EMPTY_RAM: RamDraft = { secrets: {}, current: "", rotation: THIRTY_DAYS };

/** The user that was chosen, and the IDs of all its AccessKeys, oldest first. */
export interface RamUserKeys {
  userName: string;
  accessKeyIds: readonly string[];
}

export function currentOf(draft: RamDraft, { accessKeyIds }: RamUserKeys): string {
  return accessKeyIds.find((id) => id === draft.current) ?? accessKeyIds.at(-1) ?? "";
}

export function ramFaults(draft: RamDraft, user: RamUserKeys | null): Faults {
  const interval = rotationFault(draft.rotation, FORM_ROTATION_HOURS.RAMCredentials);
  return {
    ...(!user && { user: "chooseUser" }),
    ...(user && !user.accessKeyIds.every((id) => draft.secrets[id]?.trim()) && { accessKeys: "eachSecret" }),
    ...(interval && { rotation: interval }),
  };
}

/** All pairs of the user, the one in use first. */
export function ramWish(draft: RamDraft, user: RamUserKeys): ManagedWish {
  const first = currentOf(draft, user);
  const ids = [first, ...user.accessKeyIds.filter((id) => id !== first)];
  return {
    type: "RAMCredentials",
    name: ramSecretName(user.userName),
    extendedConfig: JSON.stringify({ SecretSubType: "RamUserAccessKey", UserName: user.userName }),
    secretData: JSON.stringify({
      AccessKeys: ids.map((AccessKeyId) => ({
        AccessKeyId,
        AccessKeySecret: draft.secrets[AccessKeyId]?.trim() ?? "",
      })),
    }),
    ...rotationInput(draft.rotation),
  };
}
