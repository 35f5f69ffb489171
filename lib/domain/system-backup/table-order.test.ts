import { expect, it } from "vitest";
import { inOrderOfReferences } from "./table-order";

it("puts each table after all that it refers to, itself and tables that are not saved apart", () => {
  const references = [
    ["alias", "key"],
    ["key", "instance"],
    ["share", "instance"],
    ["folder", "folder"],
    ["key", "job"],
    ["instance", "account"],
  ] as const;
  const ordered = inOrderOfReferences(["alias", "folder", "share", "key", "account", "instance"], references);
  expect(ordered).toEqual(
    ["account", "instance", "key", "alias", "folder", "share"].toSorted(
      (a, b) => ordered.indexOf(a) - ordered.indexOf(b),
    ),
  );
  for (const [child, parent] of references.filter(([one, other]) => one !== other && other !== "job")) {
    expect(ordered.indexOf(child)).toBeGreaterThan(ordered.indexOf(parent));
  }
});

it("says so where tables refer to each other in a ring, which no order serves", () => {
  expect(() =>
    inOrderOfReferences(
      ["a", "b"],
      [
        ["a", "b"],
        ["b", "a"],
      ],
    ),
  ).toThrow(/refers to itself/);
});
