import { expect, it } from "vitest";
import { findUsedKeys } from "./used-keys";

it("joins the namespace of a translator and the literals given to it", () => {
  const source = `const t = useTranslations("keys.create");\nconst all = await getTranslations();
    t("title"); t.rich('body', {}); all("common.nav.keys"); other("x"); at("y");`;
  expect(findUsedKeys(source)).toEqual({
    keys: ["keys.create.title", "keys.create.body", "common.nav.keys"],
    computed: [],
  });
});

it("follows translators made together", () => {
  const source = `const [locale, { theme }, t, copy] = await Promise.all([
    getLocale(), readAppearance(), getTranslations("common.failure"), getTranslations("common.copy"),
  ]); t("code"); copy("copied", { a: 1 });`;
  expect(findUsedKeys(source).keys).toEqual(["common.failure.code", "common.copy.copied"]);
});

it("tells keys that are computed", () => {
  const source = `const t = useTranslations("states"); t(\`a.\${b}\`); t(code, {});`;
  expect(findUsedKeys(source).computed).toHaveLength(2);
});
