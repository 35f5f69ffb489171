import { describe, expect, it } from "vitest";
import { chooseRegions, parseOwnRegions, regionId } from "./choose-regions";
import { deploymentModesOf } from "./instance-rules";
import { DEFAULT_REGIONS, REGION_CATALOGUE } from "./region-catalogue";
import { findRegion } from "./regions";

const zonesOf = (id: string) => findRegion(REGION_CATALOGUE, id)?.zones;

describe("the catalogue of regions (REG-02, REG-03, REG-07)", () => {
  it("has every region once, each with an id, three names and zones of its own", () => {
    expect(REGION_CATALOGUE).toHaveLength(30);
    expect(new Set(REGION_CATALOGUE.map(({ id }) => id)).size).toBe(30);
    for (const key of ["en", "ja", "zh-CN"] as const) {
      expect(new Set(REGION_CATALOGUE.map(({ names }) => names[key])).size).toBe(30);
    }
    const zones = REGION_CATALOGUE.flatMap((region) => region.zones);
    expect(new Set(zones).size).toBe(zones.length);
    for (const { id } of REGION_CATALOGUE) expect(regionId.safeParse(id).success).toBe(true);
  });

  it.each([
    ["cn-hangzhou", "efghijk"],
    ["cn-shanghai", "abcdefglmn"],
    ["cn-beijing", "cdefghijkl"],
    ["cn-hongkong", "bcd"],
  ])("%s has the zones %s", (id, letters) => {
    expect(zonesOf(id)).toEqual([...letters].map((letter) => `${id}-${letter}`));
  });

  it("writes a zone of a numbered region without a hyphen", () => {
    expect(zonesOf("ap-southeast-1")).toEqual(["ap-southeast-1a", "ap-southeast-1b", "ap-southeast-1c"]);
    expect(zonesOf("ap-southeast-3")).toEqual(["ap-southeast-3a", "ap-southeast-3b"]);
  });

  it.each(["ap-southeast-6", "ap-southeast-7"])("%s is single-zone (REG-04)", (id) => {
    expect(deploymentModesOf(zonesOf(id) ?? [])).toEqual(["SingleZone"]);
  });

  it("keeps every zone that the default regions had, so that nothing stands in a zone that is gone", () => {
    expect(zonesOf("cn-hangzhou")).toEqual(expect.arrayContaining(["h", "i", "j", "k"].map((z) => `cn-hangzhou-${z}`)));
    expect(zonesOf("cn-shanghai")).toEqual(expect.arrayContaining(["b", "e", "f", "g"].map((z) => `cn-shanghai-${z}`)));
    expect(zonesOf("ap-northeast-1")).toEqual(["a", "b", "c"].map((z) => `ap-northeast-1${z}`));
  });
});

describe("choosing regions (REG-06)", () => {
  const names = { en: "Cellar", ja: "地下室", "zh-CN": "地窖" };
  const cellar = { id: "on-cellar", names, zones: ["on-cellar-a", "on-cellar-b"] };
  const ids = (regions: readonly { id: string }[]) => regions.map(({ id }) => id);

  it("has the four default ones, and after them the deployment's own", () => {
    expect(chooseRegions(undefined)).toEqual(DEFAULT_REGIONS);
    expect(ids(chooseRegions(undefined, [cellar]))).toEqual([...ids(DEFAULT_REGIONS), "on-cellar"]);
  });

  it("has those that are named, in their order", () => {
    expect(chooseRegions(["on-cellar", "eu-central-1"], [cellar])).toEqual([
      cellar,
      findRegion(REGION_CATALOGUE, "eu-central-1"),
    ]);
  });

  it("lets an own region take the place of one of the catalogue", () => {
    const tokyo = { ...cellar, id: "ap-northeast-1" };
    expect(ids(chooseRegions(undefined, [tokyo]))).toEqual(ids(DEFAULT_REGIONS));
    expect(findRegion(chooseRegions(undefined, [tokyo]), "ap-northeast-1")).toEqual(tokyo);
  });

  it("reads own regions as they were written", () => {
    expect(parseOwnRegions(JSON.stringify([cellar]))).toEqual([cellar]);
  });

  it.each([
    ["not json", "is not JSON"],
    ["{}", "it is a list of regions"],
    ["[]", "it is a list of regions"],
    [JSON.stringify([{ ...cellar, id: "Cellar" }]), "wrong 0.id (is not a region id"],
    [JSON.stringify([{ ...cellar, id: `on-${"x".repeat(30)}` }]), "wrong 0.id (is longer than 22"],
    [JSON.stringify([{ ...cellar, names: { en: "Cellar", ja: "地下室" } }]), "wrong 0.names.zh-CN"],
    [JSON.stringify([{ ...cellar, names: { ...names, en: " " } }]), "wrong 0.names.en"],
    [JSON.stringify([{ ...cellar, zones: [] }]), "wrong 0.zones"],
    [JSON.stringify([{ ...cellar, zones: ["a b"] }]), "wrong 0.zones.0"],
    [JSON.stringify([{ ...cellar, zone: "a" }]), "has a wrong 0 "],
    [JSON.stringify([{ ...cellar, zones: ["on-a", "on-a"] }]), "names a zone of on-cellar twice"],
    [JSON.stringify([cellar, cellar]), "has two regions on-cellar"],
  ])("says in one line what is wrong with %s", (text, line) => {
    expect(() => parseOwnRegions(text)).toThrow(line);
    expect(() => parseOwnRegions(text)).not.toThrow("\n");
  });

  it("refuses a region that nobody knows, and one that is named twice", () => {
    expect(() => chooseRegions(["cn-hangzhou", "on-cellar"])).toThrow("names on-cellar, which is neither");
    expect(() => chooseRegions(["cn-hangzhou", "cn-hangzhou"])).toThrow("names cn-hangzhou twice");
  });
});
