import { createTranslator } from "use-intl/core"; // next-intl itself asks for a running Next
import { describe, expect, it } from "vitest";
import { POLICY_PROBLEMS } from "@/lib/domain/policies/policy-problems";
import { LOCALES } from "./locale";
import { loadMessages } from "./messages";

describe.each(LOCALES)("a policy that is refused, in %s", (locale) => {
  it("is told each problem of the closed list in words, never by its code, and where it is", async () => {
    const { errors } = await loadMessages(locale);
    const t = createTranslator({ locale, messages: { text: errors.InvalidPolicy } });
    const said = POLICY_PROBLEMS.map((problem) => t("text", { at: "Statement[2].Action[0]", problem }));
    expect(said.filter((text) => !text.includes("Statement[2].Action[0]"))).toEqual([]);
    expect(POLICY_PROBLEMS.filter((problem, index) => said[index]?.includes(problem))).toEqual([]);
    expect(new Set(said).size).toBe(POLICY_PROBLEMS.length);
  });
});
