import { describe, expect, it } from "vitest";
import { LOCALES } from "./locale";
import { loadMessages } from "./messages";

type Messages = Awaited<ReturnType<typeof loadMessages>>;
type Words = readonly [en: string, ja: string, zh: string];
type Row = readonly [rule: string, shown: (messages: Messages) => unknown, words: Words | readonly [en: string]];

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
  alerts: ["Alerts", "アラート", "告警管理"],
  settings: ["Settings", "設定", "设置"],
} as const;

/** What the provider keeps in consoles of their own: RAM, ActionTrail, Resource Sharing, Resource Management (ACC-10, AUD-01, SHR-03). */
const BESIDE_UI_01 = [
  "accessControl",
  "users",
  "groups",
  "roles",
  "policies",
  "audit",
  "sharing",
  "directory",
  "expenses",
  "deployment",
];

/** What the other rules name: in all three languages where the rule gives all three, else in English. */
const RULES: readonly Row[] = [
  ["UI-05", (m) => m.states.run.Complete, UI_05.completed],
  ["UI-05", (m) => m.states.order.Fulfilled, UI_05.completed],
  ["UI-05", (m) => m.backups.result.open, UI_05.open],

  ["BKP-62", (m) => m.backups.column.type, ["Backup Type", "バックアップタイプ", "备份类型"]],
  ["BKP-62", (m) => m.backups.column.range, ["Queryable Range", "クエリ可能な範囲", "可查看天数"]],
  ["BKP-62", (m) => m.backups.column.status, ["Status", "ステータス", "状态"]],
  ["BKP-62", (m) => m.backups.column.expiration, ["Expiration", "有効期限", "到期时间"]],
  ["BKP-62", (m) => m.backups.column.object, ["Backup Object"]],
  ["BKP-63", (m) => m.backups.action.details, ["Details", "詳細", "查看数据"]],
  ["BKP-10", (m) => m.backups.type.default, ["Default", "デフォルト", "默认"]],
  ["BKP-61", (m) => m.backups.list.create, ["Create Backup", "バックアップの作成", "创建备份"]],
  ["UI-05", (m) => m.backups.list.upload, UI_05.uploadBackup],
  ["BKP-63", (m) => m.backups.action.download, UI_05.download],
  ["BKP-64", (m) => m.backups.type.systemCreated, ["System Created"]],
  ["BKP-70", (m) => m.backups.purchase.instanceType, ["Instance Type", "インスタンスタイプ", "密钥管理类型"]],
  ["BKP-70", (m) => m.backups.purchase.valueAddedPlan, ["Value-added Plan", "付加価値プラン", "密钥增值服务"]],
  ["BKP-70", (m) => m.backups.purchase.instanceBackup, ["Instance Backup", "インスタンスバックアップ", "实例备份"]],
  ["BKP-70", (m) => m.backups.purchase.viewableDays, ["Viewable days", "表示可能な日数", "可查看天数"]],
  ["BKP-70", (m) => m.backups.purchase.quantity, ["Purchase quantity", "購入数量", "购买数量"]],
  ["BKP-70", (m) => m.backups.purchase.duration, ["Duration", "期間", "购买时长"]],
  ["BKP-73", (m) => m.backups.enable.title, ["Enable Backup"]],
  ["BKP-73", (m) => m.backups.enable.instanceType, ["Instance Type", "インスタンスタイプ", "备份数据规格"]],
  ["BKP-73", (m) => m.backups.enable.software, ["Software Key Management", "ソフトウェアキー管理", "软件密钥管理"]],
  ["BKP-73", (m) => m.backups.enable.source, ["Source Instance", "ソースインスタンス", "备份KMS实例"]],
  ["BKP-73", (m) => m.backups.enable.dataType, ["Data Type", "データタイプ", "备份数据类型"]],
  ["BKP-73", (m) => m.backups.enable.dataTypes, ["Key, Secret", "キー、シークレット", "密钥、凭据"]],
  ["BKP-73", (m) => m.backups.enable.alias, ["Backup Alias", "バックアップエイリアス", "备份别名"]],
  ["BKP-73", (m) => m.backups.enable.submit, ["OK", "OK", "确认"]],
  ["BKP-82", (m) => m.backups.extend.title, ["Extend Queryable Range", "クエリ可能な範囲の拡張", "扩展可查看天数"]],
  ["BKP-112", (m) => m.backups.reset.confirm, ["Reset", "リセット", "确定"]],
  ["BKP-120", (m) => m.backups.download.title, ["Download", "ダウンロード", "导出数据备份"]],
  ["BKP-120", (m) => m.backups.download.date, ["Backup Date", "バックアップ日付", "备份日期"]],
  ["BKP-120", (m) => m.backups.download.submit, ["Download", "ダウンロード", "确定"]],
  ["BKP-121", (m) => m.backups.download.key, ["Encryption Key", "暗号鍵", "数据加密KEY"]],
  ["BKP-121", (m) => m.backups.download.data, ["Backup Data", "バックアップデータ", "备份数据"]],
  ["BKP-121", (m) => m.backups.download.start, ["Download", "ダウンロード", "点击下载"]],
  ["BKP-126", (m) => m.backups.upload.title, ["Import Backup Data", "バックアップデータのインポート", "导入数据备份"]],
  ["BKP-126", (m) => m.backups.upload.key, ["Decryption Key", "復号鍵", "数据解密KEY"]],
  ["BKP-126", (m) => m.backups.upload.name, ["Backup Name", "バックアップ名", "备份名称"]],
  ["BKP-126", (m) => m.backups.upload.submit, ["OK", "OK", "确定"]],
  ["BKP-80", (m) => m.backups.tab.fullKeys, keptInJapanese("Fully Backed up Keys", "全量密钥")],
  ["BKP-80", (m) => m.backups.tab.incrementalKeys, keptInJapanese("Incrementally Backed up Keys", "增量密钥")],
  ["BKP-80", (m) => m.backups.tab.rotatedKeys, keptInJapanese("Rotated Keys", "轮转密钥")],
  ["BKP-80", (m) => m.backups.tab.fullSecrets, keptInJapanese("Fully Backed up Secrets", "全量凭据")],
  ["BKP-80", (m) => m.backups.tab.incrementalSecrets, keptInJapanese("Incrementally Backed up Secrets", "增量凭据")],
  ["BKP-80", (m) => m.backups.tab.rotatedSecrets, keptInJapanese("Rotated Secrets", "轮转凭据")],
  ["BKP-81", (m) => m.backups.item.restore, ["Restore Data", "データの復元", "数据恢复"]],
  ["BKP-90", (m) => m.backups.restore.title, ["Restore Data", "データの復元", "恢复备份数据"]],

  ["UI-05", (m) => m.policies.title, UI_05.policy],
  ["POL-07", (m) => m.policies.advanced.title, ["Advanced Settings", "詳細設定", "高级设置"]],
  ["POL-07", (m) => m.policies.default, ["Default policy", "デフォルトポリシー", "默认策略"]],
  ["POL-07", (m) => m.policies.custom, ["Custom policy", "カスタムポリシー", "自定义策略"]],
  ["POL-08", (m) => m.policies.list.administrators, ["Administrator", "管理者", "管理员"]],
  ["POL-08", (m) => m.policies.list.users, ["User", "ユーザー", "使用者"]],
  [
    "POL-08",
    (m) => m.policies.list.crossAccountUsers,
    ["Cross-account User", "クロスアカウントユーザー", "跨账号使用者"],
  ],

  ["KEY-30", (m) => m.keys.list.customerMasterKeys, ["Customer Master Keys", "キー", "用户主密钥"]],
  ["KEY-30", (m) => m.keys.list.defaultKeys, ["Default Keys", "デフォルトキー", "默认密钥"]],
  ["KEY-30", (m) => m.keys.list.instanceId, ["Instance ID"]],
  ["KEY-91", (m) => m["default-keys"].column.keyUsage, ["Key Usage"]],
  ["KEY-91", (m) => m["default-keys"].serviceKey, ["Service Key"]],
  ["KEY-91", (m) => m["default-keys"].customerMasterKey, ["Customer Master Key"]],
  ["KEY-90", (m) => m.keys.column.name, ["Key ID / Alias", "キーID・エイリアス", "密钥ID/别名"]],
  ["KEY-90", (m) => m.keys.column.status, ["Status", "ステータス", "状态"]],
  [
    "KEY-90",
    (m) => m.keys.column.specAndUsage,
    ["Key Specification / Key Usage", "キー仕様・キー使用", "密钥规格/密钥用途"],
  ],
  ["KEY-90", (m) => m.keys.column.rotationAndProtection, ["Automatic Rotation / Deletion Protection"]],
  ["KEY-90", (m) => m.keys.column.createdAt, ["Created At"]],
  ["KEY-90", (m) => m.keys.column.tags, ["Tags"]],
  ["KEY-90", (m) => m.keys.column.actions, UI_05.actions],

  ["SEC-50", (m) => m.secrets.list.create, ["Create a secret"]],
  ["SEC-50", (m) => m.secrets.field.instanceId, ["Instance ID"]],
  ["SEC-51", (m) => m.secrets.field.name, ["Secret Name"]],
  ["SEC-51", (m) => m.secrets.field.type, ["Secret Type"]],
  ["SEC-51", (m) => m.secrets.list.nameAndType, ["Secret Name / Secret Type"]],
  ["SEC-51", (m) => m.secrets.field.status, ["Status"]],
  ["SEC-51", (m) => m.secrets.field.encryptionKey, ["Encryption key"]],
  ["SEC-51", (m) => m.secrets.list.rotationAndNext, ["Automatic Rotation / Next Rotation"]],
  ["SEC-51", (m) => m.secrets.list.createdAndUpdated, ["Created / Updated"]],
  ["SEC-51", (m) => m.secrets.field.plannedDeletion, ["Planned Deletion"]],
  ["SEC-51", (m) => m.secrets.field.tags, ["Tags"]],
  ["SEC-51", (m) => m.secrets.put.title, ["Store value"]],
  ["SEC-51", (m) => m.secrets.rotation.now, ["Rotate now"]],
  ["SEC-51", (m) => m.secrets.rotation.set, ["Set rotation"]],
  ["SEC-01", (m) => m.secrets.list.generic, ["Generic"]],
  ["SEC-01", (m) => m.secrets.list.ram, ["RAM"]],
  ["SEC-01", (m) => m.secrets.list.database, ["Database"]],
  ["SEC-01", (m) => m.secrets.list.ecs, ["ECS"]],
  ["SEC-52", (m) => m.secrets.value.title, ["Secret Value"]],
  ["SEC-52", (m) => m.secrets.field.initialVersion, ["Initial Version"]],

  ["INS-20", (m) => m.instances.list.createInstance, ["Create Instance"]],
  ["INS-20", (m) => m.billing.purchase.subscription, ["Subscription"]],
  ["INS-20", (m) => m.billing.purchase.payAsYouGo, ["Pay-as-you-go"]],
  ["INS-30", (m) => m.instances.enable.title, ["Enable KMS Instance"]],
  ["INS-30", (m) => m.instances.enable.submit, ["Enable Now"]],
  ["INS-30", (m) => m.instances.enable.name, ["Instance Name"]],
  ["INS-30", (m) => m.instances.enable.vpc, ["VPC ID"]],
  ["INS-30", (m) => m.instances.enable.zone, ["Zone"]],
  ["INS-30", (m) => m.instances.enable.vswitch, ["vSwitch"]],
  ["INS-30", (m) => m.instances.enable.otherZones, ["Other Zones"]],
];

/** BKP-80 keeps the English names of the tabs in Japanese. */
function keptInJapanese(english: string, chinese: string): Words {
  return [english, english, chinese];
}

describe.each(LOCALES.map((locale, column) => [locale, column] as const))("labels in %s", (locale, column) => {
  it("are the words of UI-05, those of a purchase (BIL-01) among them", async () => {
    const { common } = await loadMessages(locale);
    const expected = Object.keys(common.label).map((name) => [name, UI_05[name as keyof typeof UI_05]?.[column]]);
    expect(common.label).toEqual(Object.fromEntries(expected));
    expect(Object.keys(common.label)).toEqual(
      expect.arrayContaining(["buyNow", "confirmOrder", "termsOfService", "pay"]),
    );
  });

  it("of the navigation are the words of UI-01 and BKP-60", async () => {
    const { label, ...nav } = (await loadMessages(locale)).common.nav;
    expect(label).not.toBe("");
    const named = Object.entries(nav).filter(([name]) => !BESIDE_UI_01.includes(name));
    expect(Object.fromEntries(named)).toEqual(
      Object.fromEntries(Object.entries(UI_01).map(([name, words]) => [name, words[column]])),
    );
  });

  it("are the words of the rules that the pages cite", async () => {
    const messages = await loadMessages(locale);
    const given = RULES.filter(([, , words]) => words[column] !== undefined);
    const shown = given.map(([rule, show]) => `${rule} ${show(messages)}`);
    expect(shown).toEqual(given.map(([rule, , words]) => `${rule} ${words[column]}`));
  });
});
