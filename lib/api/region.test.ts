import { describe, expect, it } from "vitest";
import { DEFAULT_REGIONS } from "@/lib/domain/instances/region-catalogue";
import { parseParameters } from "./parameters";
import { namedPlace, type RegionNeed, regionOfCall } from "./region";

const names = { en: "On premises", ja: "オンプレミス", "zh-CN": "本地" };
const REGIONS = [...DEFAULT_REGIONS, { id: "on-premises", names, zones: ["on-premises-a"] }];

describe("the place that a call names (REG-09, REG-05)", () => {
  it.each([
    ["RegionId=ap-northeast-1", "kms.cn-shanghai.aliyuncs.com", { region: "ap-northeast-1" }],
    ["RegionId=", "kms.cn-shanghai.aliyuncs.com", { region: "cn-shanghai" }],
    ["", "KMS-VPC.CN-SHANGHAI.ALIYUNCS.COM:443", { region: "cn-shanghai" }],
    ["", "kms.ap-southeast-1.example.org", { region: "ap-southeast-1" }],
    ["", "kst-hzz0123.cryptoservice.kms.aliyuncs.com", { instanceId: "kst-hzz0123" }],
    ["", "kms.cn-nowhere.aliyuncs.com", { region: "cn-nowhere" }],
    ["", "kms.on-premises.example.org", { region: "on-premises" }],
    ["", "kms-vpc.on-premises.aliyuncs.com", { region: "on-premises" }],
    ["", "kms.cn-beijing.example.org", { region: "cn-beijing" }],
    ["", "kms.cn-nowhere.example.org", {}],
    ["", "kms.my-company.example", {}],
    ["", "127.0.0.1:8090", {}],
    ["", "[::1]:8090", {}],
    ["", "", {}],
  ])("is read from %j and host %j", (query, host, expected) => {
    expect(namedPlace(parseParameters(query), host, REGIONS)).toEqual(expected);
  });
});

describe("the region in which a call acts (REG-09)", () => {
  const instances: Record<string, string> = { "kst-a": "ap-southeast-1" };
  const resolver = {
    regions: REGIONS,
    defaultRegion: "cn-hangzhou",
    regionOfInstance: async (id: string) => instances[id],
  };
  const held =
    (...regions: string[]): RegionNeed["holders"] =>
    async () =>
      regions;

  it.each<[string, Parameters<typeof regionOfCall>[0], RegionNeed, string]>([
    ["the named one", { region: "cn-shanghai" }, { changes: true, holders: held("cn-hangzhou") }, "cn-shanghai"],
    ["that of the instance in the host name", { instanceId: "kst-a" }, { changes: true }, "ap-southeast-1"],
    ["that of the ARN", {}, { changes: true, arnRegion: "cn-shanghai" }, "cn-shanghai"],
    ["the one that holds the key", {}, { changes: true, holders: held("cn-shanghai") }, "cn-shanghai"],
    [
      "for a read, the default among several",
      {},
      { changes: false, holders: held("cn-shanghai", "cn-hangzhou") },
      "cn-hangzhou",
    ],
    [
      "for a read, else the oldest copy's",
      {},
      { changes: false, holders: held("cn-shanghai", "ap-southeast-1") },
      "cn-shanghai",
    ],
    ["one that the deployment has of its own", { region: "on-premises" }, { changes: true }, "on-premises"],
    ["the default when nobody holds it", {}, { changes: true, holders: held() }, "cn-hangzhou"],
    ["the default when it carries nothing", {}, { changes: true }, "cn-hangzhou"],
  ])("is %s", async (_what, named, need, expected) => {
    expect(await regionOfCall(named, need, resolver)).toBe(expected);
  });

  it.each<[string, Parameters<typeof regionOfCall>[0], RegionNeed, string]>([
    [
      "a change to one of several copies",
      {},
      { changes: true, holders: held("cn-shanghai", "cn-hangzhou") },
      "RegionRequired",
    ],
    ["a region that is not configured", { region: "cn-nowhere" }, { changes: false }, "InvalidRegion"],
    ["one of the catalogue that is not configured", { region: "cn-beijing" }, { changes: false }, "InvalidRegion"],
    ["an ARN of such a region", {}, { changes: false, arnRegion: "cn-nowhere" }, "InvalidRegion"],
    ["an unknown instance", { instanceId: "kst-b" }, { changes: false }, "InstanceNotFound"],
    [
      "a region against the ARN",
      { region: "cn-shanghai" },
      { changes: false, arnRegion: "cn-hangzhou" },
      "InvalidParameter",
    ],
    [
      "an instance against the ARN",
      { instanceId: "kst-a" },
      { changes: false, arnRegion: "cn-hangzhou" },
      "InvalidParameter",
    ],
  ])("refuses %s", async (_what, named, need, code) => {
    await expect(regionOfCall(named, need, resolver)).rejects.toMatchObject({ code });
  });
});

it("keeps no more of a made-up region than an event may quote", () => {
  const long = "x".repeat(100_000);
  expect(namedPlace(new Map([["RegionId", long]]), "", REGIONS).region).toHaveLength(64);
  expect(namedPlace(new Map(), `kms.${long}.aliyuncs.com`, REGIONS).region).toHaveLength(64);
});
