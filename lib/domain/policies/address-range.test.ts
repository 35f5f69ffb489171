import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isAddressRange, isWithin } from "./address-range";

const v4 = fc.ipV4();
const mapped = v4.map((address) => `::ffff:${address}`);
const near = fc.constantFrom(
  "192.0.2.1",
  "192.0.2.200",
  "::ffff:192.0.2.7",
  "::1",
  "::",
  "2001:db8::1",
  "2001:DB8:0:0::7",
);
const address = fc.oneof(v4, fc.ipV6(), mapped, near);
const mangled = fc.oneof(
  address,
  fc.stringMatching(/^[0-9a-fA-F:.]{0,24}$/),
  fc.constantFrom("01.2.3.4", "1::2::3", "::1.2.3", ":1::", "1:2:3:4:5:6:7::", "1:2:3:4::5:6:7:8"),
);

it("ACC-08: takes for an address what the platform takes for one", () => {
  fc.assert(
    fc.property(mangled, (text) => {
      expect(isAddressRange(text), text).toBe(isIP(text) !== 0);
    }),
    { numRuns: 5000 },
  );
});

it("ACC-08: finds an address in a range where the platform does, IPv4 in IPv6 clothes among them", () => {
  fc.assert(
    fc.property(address, address, fc.nat(128), (found, base, wide) => {
      const family = isIP(base) === 4 ? 4 : 6;
      const bits = family === 4 ? wide % 33 : wide;
      const list = new BlockList();
      list.addSubnet(base, bits, family === 4 ? "ipv4" : "ipv6");
      const expected =
        isIP(found) === 6
          ? list.check(found, "ipv6")
          : family === 4
            ? list.check(found, "ipv4")
            : bits >= 96 && list.check(`::ffff:${found}`, "ipv6");
      expect(isWithin(found, `${base}/${bits}`), `${found} in ${base}/${bits}`).toBe(expected);
    }),
    { numRuns: 5000 },
  );
});

it("ACC-08: an address with a zone is that address", () => {
  expect(isWithin("fe80::1%eth0", "fe80::/10")).toBe(true);
});

it("ACC-08: refuses widths that there are not", () => {
  expect(["1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/08", "/8"].filter(isAddressRange)).toEqual([]);
});
