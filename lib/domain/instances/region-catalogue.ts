import type { Region } from "./regions";

// The regions that a setting can name (REG-02, REG-03), under their names of the provider's consoles (REG-07). They are
// names for places to keep things apart, not data centres. Pure: lib/env.ts reads it, before there is anything else.

type Row = [id: string, letters: string, en: string, ja: string, zh: string];

const ROWS: readonly Row[] = [
  ["cn-hangzhou", "efghijk", "China (Hangzhou)", "中国 (杭州)", "华东1(杭州)"],
  ["cn-shanghai", "abcdefglmn", "China (Shanghai)", "中国 (上海)", "华东2(上海)"],
  ["cn-shenzhen", "bcdef", "China (Shenzhen)", "中国 (深セン)", "华南1(深圳)"],
  ["cn-heyuan", "ab", "China (Heyuan)", "中国 (河源)", "华南2(河源)"],
  ["cn-guangzhou", "ab", "China (Guangzhou)", "中国 (広州)", "华南3(广州)"],
  ["cn-qingdao", "bc", "China (Qingdao)", "中国 (青島)", "华北1(青岛)"],
  ["cn-beijing", "cdefghijkl", "China (Beijing)", "中国 (北京)", "华北2(北京)"],
  ["cn-zhangjiakou", "abc", "China (Zhangjiakou)", "中国 (張家口)", "华北3(张家口)"],
  ["cn-huhehaote", "ab", "China (Hohhot)", "中国 (フフホト)", "华北5(呼和浩特)"],
  ["cn-wulanchabu", "abc", "China (Ulanqab)", "中国 (ウランチャブ)", "华北6(乌兰察布)"],
  ["cn-chengdu", "ab", "China (Chengdu)", "中国 (成都)", "西南1(成都)"],
  ["cn-hongkong", "bcd", "China (Hong Kong)", "中国 (香港)", "中国香港"],
  ["ap-southeast-1", "abc", "Singapore", "シンガポール", "新加坡"],
  ["ap-southeast-3", "ab", "Malaysia (Kuala Lumpur)", "マレーシア (クアラルンプール)", "马来西亚(吉隆坡)"],
  ["me-central-1", "ab", "Saudi Arabia (Riyadh)", "サウジアラビア (リヤド)", "沙特(利雅得)"],
  // Of the following the zones are not known. Tokyo has three, as instances of this product stand in them; the others
  // one, as is right for Manila and Bangkok (REG-04).
  ["ap-northeast-1", "abc", "Japan (Tokyo)", "日本 (東京)", "日本(东京)"],
  ["ap-northeast-2", "a", "South Korea (Seoul)", "韓国 (ソウル)", "韩国(首尔)"],
  ["ap-southeast-2", "a", "Australia (Sydney)", "オーストラリア (シドニー)", "澳大利亚(悉尼)"],
  ["ap-southeast-5", "a", "Indonesia (Jakarta)", "インドネシア (ジャカルタ)", "印度尼西亚(雅加达)"],
  ["ap-southeast-6", "a", "Philippines (Manila)", "フィリピン (マニラ)", "菲律宾(马尼拉)"],
  ["ap-southeast-7", "a", "Thailand (Bangkok)", "タイ (バンコク)", "泰国(曼谷)"],
  ["ap-south-1", "a", "India (Mumbai)", "インド (ムンバイ)", "印度(孟买)"],
  ["eu-central-1", "a", "Germany (Frankfurt)", "ドイツ (フランクフルト)", "德国(法兰克福)"],
  ["eu-west-1", "a", "UK (London)", "英国 (ロンドン)", "英国(伦敦)"],
  ["me-east-1", "a", "UAE (Dubai)", "UAE (ドバイ)", "阿联酋(迪拜)"],
  ["us-east-1", "a", "US (Virginia)", "米国 (バージニア)", "美国(弗吉尼亚)"],
  ["us-west-1", "a", "US (Silicon Valley)", "米国 (シリコンバレー)", "美国(硅谷)"],
  ["cn-hangzhou-finance", "a", "China (Hangzhou) Finance", "中国 (杭州) 金融", "华东1(杭州)金融云"],
  ["cn-shanghai-finance-1", "a", "China (Shanghai) Finance", "中国 (上海) 金融", "华东2(上海)金融云"],
  ["cn-shenzhen-finance-1", "a", "China (Shenzhen) Finance", "中国 (深セン) 金融", "华南1(深圳)金融云"],
];

export const REGION_CATALOGUE: readonly Region[] = ROWS.map(([id, letters, en, ja, zh]) => ({
  id,
  names: { en, ja, "zh-CN": zh },
  // cn-hangzhou-h, but ap-southeast-1a
  zones: [...letters].map((letter) => (/\d$/.test(id) ? `${id}${letter}` : `${id}-${letter}`)),
}));

/** What a deployment has that says nothing else (REG-06); the first is its default region. */
export const DEFAULT_REGION_IDS = ["cn-hangzhou", "cn-shanghai", "ap-northeast-1", "ap-southeast-1"] as const;

export const DEFAULT_REGIONS: readonly Region[] = DEFAULT_REGION_IDS.flatMap((id) =>
  REGION_CATALOGUE.filter((region) => region.id === id),
);
