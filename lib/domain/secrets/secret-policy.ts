import type { Instance } from "@/lib/generated/prisma/client";

/** POL-05, and POL-06 in a jointly shared instance: the creator's account, then the instance owner's. */
export function defaultSecretPolicy(
  creatorAccountId: string,
  instance: Pick<Instance, "sharingMode" | "ownerAccountId">,
): string {
  const accounts = [creatorAccountId];
  if (instance.sharingMode === "Joint" && instance.ownerAccountId !== creatorAccountId)
    accounts.push(instance.ownerAccountId);
  return JSON.stringify({
    Version: "1",
    Statement: [
      {
        Sid: "kms default secret policy",
        Effect: "Allow",
        Principal: { RAM: accounts.map((account) => `acs:ram::${account}:*`) },
        Action: ["kms:*"],
        Resource: ["*"],
      },
    ],
  });
}
