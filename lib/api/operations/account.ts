import { z } from "zod";
import { describeAccountKmsStatus, openKmsService } from "@/lib/domain/accounts/kms-status";
import { getRandomPassword } from "@/lib/domain/secrets/get-random-password";
import { nestedList } from "../envelope";
import { flag, integer, text } from "../fields";
import { acts, type GatewayActions, nothing, reads, run } from "../gateway-action";

const nothingAsked = z.object({});

/** What is about the account or the service, and about no resource (openapi.md 3). */
export const accountActions: GatewayActions = {
  // AUD-01: the one call that is no event.
  DescribeRegions: acts({
    schema: nothingAsked,
    run: async ({ ctx }) => ctx.deployment.regions,
    present: (regions) =>
      nestedList(
        "Regions",
        "Region",
        regions.map(({ id }) => ({ RegionId: id })),
      ),
  }),
  OpenKmsService: reads({
    schema: nothingAsked,
    run: (context) => run(openKmsService, context.ctx, {}),
    present: nothing,
  }),
  DescribeAccountKmsStatus: reads({
    schema: nothingAsked,
    run: (context) => run(describeAccountKmsStatus, context.ctx, {}),
    present: ({ status }) => ({ AccountStatus: status }),
  }),
  GetRandomPassword: reads({
    schema: z.object({
      PasswordLength: integer().optional(),
      ExcludeCharacters: text().optional(),
      ExcludeLowercase: flag().default(false),
      ExcludeUppercase: flag().default(false),
      ExcludeNumbers: flag().default(false),
      ExcludePunctuation: flag().default(false),
      RequireEachIncludedType: flag().optional(),
    }),
    run: (context, input) =>
      run(getRandomPassword, context.ctx, {
        length: input.PasswordLength,
        excludeCharacters: input.ExcludeCharacters,
        requireEachIncludedType: input.RequireEachIncludedType,
        without: [
          ...(input.ExcludeLowercase ? (["lowercase"] as const) : []),
          ...(input.ExcludeUppercase ? (["uppercase"] as const) : []),
          ...(input.ExcludeNumbers ? (["numbers"] as const) : []),
          ...(input.ExcludePunctuation ? (["punctuation"] as const) : []),
        ],
      }),
    present: (password) => ({ RandomPassword: password }),
  }),
};
