import { describe, expect, it } from "vitest";
import { LOCALES } from "./locale";
import { loadMessages } from "./messages";

/** UI-05, English / Japanese / Chinese, all of the rule: `common.label` holds those that a page shows. */
const UI_05 = {
  actions: ["Actions", "操作", "操作"],
  details: ["Details", "詳細", "详情"],
  enable: ["Enable", "有効化", "启用"],
  disable: ["Disable", "無効化", "禁用"],
  download: ["Download", "ダウンロード", "下载"],
  uploadBackup: ["Upload Backup", "バックアップのアップロード", "上传备份"],
  reset: ["Reset", "リセット", "重置"],
  renew: ["Renew", "更新", "续费"],
  buyNow: ["Buy Now", "今すぐ購入", "立即购买"],
  pay: ["Pay", "支払", "去支付"],
  termsOfService: ["Terms of Service", "サービス規約", "服务协议"],
  ok: ["OK", "OK", "确定"],
  region: ["Region", "リージョン", "地域"],
  description: ["Description", "説明", "描述"],
  tag: ["Tag", "タグ", "标签"],
  policy: ["Policy", "ポリシー", "策略"],
  key: ["Key", "キー", "密钥"],
  secret: ["Secret", "シークレット", "凭据"],
  backups: ["Backups", "バックアップ", "备份管理"],
  confirmOrder: ["Confirm Order", "注文の確認", "确认订单"],
  open: ["Open", "開く", "打开"],
  createKey: ["Create Key", "キーを作成", "创建密钥"],
  migrate: ["Migrate", "移行", "迁移"],
  completed: ["Completed", "完了", "已完成"],
} as const;

/** UI-01 (English) and BKP-60 (all three): what of the navigation exists. */
const UI_01 = {
  overview: ["Overview", "概要", "概览"],
  resource: ["Resource", "リソース", "资源"],
  keys: ["Keys", "キー管理", "密钥管理"],
  secrets: ["Secrets", "シークレット", "凭据管理"],
  instances: ["Instances", "インスタンス", "实例管理"],
  securityOperations: ["Security Operations", "セキュリティ運用", "安全运营"],
  backups: ["Backups", "バックアップ", "备份管理"],
} as const;

describe.each(LOCALES.map((locale, column) => [locale, column] as const))("labels in %s", (locale, column) => {
  it("are the words of UI-05", async () => {
    const { common } = await loadMessages(locale);
    const expected = Object.keys(common.label).map((name) => [name, UI_05[name as keyof typeof UI_05]?.[column]]);
    expect(common.label).toEqual(Object.fromEntries(expected));
  });

  it("of the navigation are the words of UI-01 and BKP-60", async () => {
    const { label, ...nav } = (await loadMessages(locale)).common.nav;
    expect(label).not.toBe("");
    expect(nav).toEqual(Object.fromEntries(Object.entries(UI_01).map(([name, words]) => [name, words[column]])));
  });
});
