import { describe, expect, it } from "vitest";
import { decodeCursor, encodeCursor } from "./page";

const pk = "01a20169-31e8-7a03-8afa-5c6edd92bc2c";

describe("a cursor (GEN-07)", () => {
  it("names the place of the last row seen", () => {
    const place = { at: new Date("2027-03-01T02:03:04.567Z"), pk };
    expect(decodeCursor(encodeCursor(place))).toEqual(place);
  });

  it("that no list wrote begins at the start: no number, no pk, no time that the database can read", () => {
    const last = new Date("9999-12-31T23:59:59.999Z").getTime();
    const wrong = [
      "",
      "1",
      `x.${pk}`,
      "1.x",
      `-1.${pk}`,
      `999999999999999.${pk}`,
      `9999999999999999.${pk}`,
      `${last + 1}.${pk}`,
    ];
    expect(wrong.map(decodeCursor)).toEqual(wrong.map(() => undefined));
    expect(decodeCursor(`${last}.${pk}`)?.at).toEqual(new Date(last));
  });
});
