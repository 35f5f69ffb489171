import { z } from "zod";
import { randomPassword } from "@/lib/crypto/random";
import { authorizeArn } from "../authorize";
import { DomainError } from "../errors";
import { operation } from "../operation";

export const PASSWORD_LENGTH = { minimum: 8, maximum: 128, usual: 32 } as const;

const GROUPS = {
  lowercase: "abcdefghijklmnopqrstuvwxyz",
  uppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numbers: "0123456789",
  punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
} as const;
type Group = keyof typeof GROUPS;

/**
 * A password that nobody has seen before (CRY-08), and that is kept nowhere: not in a row, an event or a log. Every one
 * that fits the wishes is as likely as any other. Refuses wishes that leave fewer than two characters, or none of a group
 * of which one must be.
 */
export const getRandomPassword = operation(
  "GetRandomPassword",
  {
    touches: "metadata",
    schema: z.object({
      length: z.int().default(PASSWORD_LENGTH.usual),
      without: z.array(z.enum(["lowercase", "uppercase", "numbers", "punctuation"])).default([]),
      excludeCharacters: z.string().max(200).default(""),
      requireEachIncludedType: z.boolean().default(true),
    }),
  },
  async (ctx, { length, without, excludeCharacters, requireEachIncludedType: eachGroup }): Promise<string> => {
    // ACC-05: it has no resource.
    authorizeArn(ctx, "kms:GetRandomPassword", "*");
    if (length < PASSWORD_LENGTH.minimum || length > PASSWORD_LENGTH.maximum) {
      throw new DomainError("InvalidParameter", { name: "PasswordLength" });
    }
    const names = (Object.keys(GROUPS) as Group[]).filter((name) => !without.includes(name)); // the record's own names
    const groups = names.map((name) => [...GROUPS[name]].filter((char) => !excludeCharacters.includes(char)).join(""));
    if (groups.join("").length < 2 || (eachGroup && groups.includes(""))) {
      throw new DomainError("InvalidParameter", { name: "ExcludeCharacters" });
    }
    return randomPassword(groups, length, { eachGroup });
  },
);
