import type { InstanceModel } from "@/lib/generated/prisma/models";

/** POL-05, and POL-06 in a jointly shared instance: the creator's account, then the instance owner's. */
export function defaultKeyPolicy(
  creatorAccountId: string,
  instance: Pick<InstanceModel, "sharingMode" | "ownerAccountId">,
): string {
  const joint = instance.sharingMode === "Joint" ? [instance.ownerAccountId] : [];
  const accounts = [...new Set([creatorAccountId, ...joint])];
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "kms default key policy",
        Effect: "Allow",
        Principal: { RAM: accounts.map((account) => `acs:ram::${account}:*`) },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });
}
