import { z } from "zod";
import { DomainError } from "../errors";
import { operation } from "../operation";
import { policyInputSchema } from "../policies/policy-to-keep";
import { tagSchema } from "../tags";
import { MANAGED_TYPES } from "./managed-types";

const schema = z.object({
  region: z.string(),
  type: z.enum(MANAGED_TYPES),
  /** Of RAM secrets also `$Auto`: they get theirs from the user. */
  name: z.string().min(1),
  instanceId: z.string().optional(),
  /** Id, alias or ARN. */
  encryptionKey: z.string().optional(),
  extendedConfig: z.string().max(32_768),
  /** The first values, or `$Auto`: then they are made at the target. */
  secretData: z.string().min(1),
  versionId: z.string().default("v1"),
  description: z.string().default(""),
  tags: z.array(tagSchema).default([]),
  policy: policyInputSchema.optional(),
  automaticRotation: z.boolean().default(false),
  intervalSeconds: z.number().optional(),
});

export interface CreatedManagedSecret {
  name: string;
  arn: string;
  versionId: string;
  encryptionKeyId: string;
  instanceId: string | null;
  /** Whether its accounts are still to be made at the target: until then there is no value to read. */
  settingUp: boolean;
  nextRotationAt: Date | null;
}

/** Creates a managed secret (SEC-10..16). */
export const createManagedSecret = operation(
  "CreateManagedSecret",
  { touches: "secrets", schema },
  async (): Promise<CreatedManagedSecret> => {
    throw new DomainError("UnsupportedOperation");
  },
);
