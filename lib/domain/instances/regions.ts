import { DomainError } from "../errors";

export type RegionId = string;

export interface Region {
  id: RegionId;
  names: { en: string; ja: string; "zh-CN": string };
  zones: readonly string[];
}

/** The regions of this deployment (REG-02, REG-06, REG-07). They are names for places to keep things apart, not data centres. */
export const REGIONS: readonly Region[] = [
  {
    id: "cn-hangzhou",
    names: { en: "China (Hangzhou)", ja: "中国 (杭州)", "zh-CN": "华东1(杭州)" },
    zones: ["cn-hangzhou-h", "cn-hangzhou-i", "cn-hangzhou-j", "cn-hangzhou-k"],
  },
  {
    id: "cn-shanghai",
    names: { en: "China (Shanghai)", ja: "中国 (上海)", "zh-CN": "华东2(上海)" },
    zones: ["cn-shanghai-b", "cn-shanghai-e", "cn-shanghai-f", "cn-shanghai-g"],
  },
  {
    id: "ap-northeast-1",
    names: { en: "Japan (Tokyo)", ja: "日本 (東京)", "zh-CN": "日本(东京)" },
    zones: ["ap-northeast-1a", "ap-northeast-1b", "ap-northeast-1c"],
  },
  {
    id: "ap-southeast-1",
    names: { en: "Singapore", ja: "シンガポール", "zh-CN": "新加坡" },
    zones: ["ap-southeast-1a", "ap-southeast-1b", "ap-southeast-1c"],
  },
];

export function findRegion(id: string): Region | undefined {
  return REGIONS.find((region) => region.id === id);
}

/** @throws DomainError InvalidRegion */
export function regionOf(id: string): Region {
  const region = findRegion(id);
  if (!region) throw new DomainError("InvalidRegion", { region: id });
  return region;
}
