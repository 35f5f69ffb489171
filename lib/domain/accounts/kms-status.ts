import { z } from "zod";
import { authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";

// Where the provider sells a service, an account opens it first. Here it is open from the moment the account exists.

/** Refuses with what the provider says of an account that has the service: programs take that as success (ERR-20). */
export const openKmsService = operation(
  "OpenKmsService",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<never> => {
    authorizeArn(ctx, "kms:OpenKmsService", "*");
    throw new DomainError("ServiceOpened");
  },
);

/** Whether the account may use the service: always. */
export const describeAccountKmsStatus = operation(
  "DescribeAccountKmsStatus",
  { touches: "metadata", schema: z.object({}) },
  async (ctx): Promise<{ status: "Enabled" }> => {
    authorizeArn(ctx, "kms:DescribeAccountKmsStatus", "*");
    return { status: "Enabled" };
  },
);
