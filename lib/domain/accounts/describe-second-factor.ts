import { z } from "zod";
import { operation } from "../operation";
import { personOf } from "./acting-person";

export interface SecondFactorView {
  /** Null: a password alone signs in. */
  since: Date | null;
  recoveryCodesLeft: number;
}

/** What the person has for a second factor. The console cannot count recovery codes, so the gateway does. */
export const describeSecondFactor = operation(
  "DescribeSecondFactor",
  { touches: "secrets", schema: z.object({}) },
  async (ctx): Promise<SecondFactorView> => {
    const { personPk } = personOf(ctx);
    const [person, recoveryCodesLeft] = await Promise.all([
      ctx.db.person.findUniqueOrThrow({ where: { pk: personPk }, select: { secondFactorSince: true } }),
      ctx.db.recoveryCode.count({ where: { personPk, usedAt: null } }),
    ]);
    return { since: person.secondFactorSince, recoveryCodesLeft };
  },
);
