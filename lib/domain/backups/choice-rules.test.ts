import { expect, it } from "vitest";
import { choiceName, itemOfName } from "./choice-rules";

it("a name of any letters comes back as the item that it names", () => {
  const item = { kind: "secret", accountId: "1000000000000001", id: "pay:db/a b" } as const;
  expect(itemOfName(choiceName(item))).toEqual(item);
});

it.each(["", "key:1:key-1", "alias:1000000000000001:a", "key:1000000000000001:"])("%o names no item", (name) => {
  expect(itemOfName(name)).toBeNull();
});
