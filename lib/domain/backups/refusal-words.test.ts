import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { toWireError } from "@/lib/api/error-map";
import { DomainError, type ErrorCode } from "../errors";

// What backups refuse, in the specification's own words: each of BKP-140..171, its code on the wire, its sentence in three
// languages.

const LOCALES = ["en", "ja", "zh-CN"] as const;
const read = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(import.meta.dirname, `../../i18n/messages/${locale}/errors.json`), "utf8"));
const MESSAGES = LOCALES.map(read);
const wordsOf = (code: ErrorCode) => MESSAGES.map((messages) => messages[code]);
const wireOf = (code: ErrorCode, params = {}) => {
  const { code: wire, status } = toWireError(new DomainError(code, params));
  return `${wire} (${status})`;
};

/** Rule, code, code of the wire (none where only the console can meet it), and the sentence in English, Japanese and Chinese. */
const TABLE: readonly [string, ErrorCode, string | null, readonly [string, string, string]][] = [
  [
    "BKP-140",
    "InvalidViewableDays",
    "InvalidParameter.ViewableDays (400)",
    ["Viewable days must be from 7 to 600.", "表示可能な日数は 7～600 で指定してください。", "可查看天数须为 7~600。"],
  ],
  [
    "BKP-141",
    "DowngradeNotSupported",
    "Rejected.DowngradeNotSupported (409)",
    ["The range can be extended but not reduced.", "範囲は延長のみ可能です。", "仅支持升配。"],
  ],
  [
    "BKP-142",
    "BackupNotExtendable",
    "Unsupported.BackupType (400)",
    ["Only purchased backups can be extended.", "購入済みバックアップのみ延長できます。", "仅购买的备份支持扩展。"],
  ],
  [
    "BKP-143",
    "BackupNotRenewable",
    "Unsupported.BackupType (400)",
    ["Only purchased backups can be renewed.", "購入済みバックアップのみ更新できます。", "仅购买的备份支持续费。"],
  ],
  [
    "BKP-144",
    "BackupNotResettable",
    "Unsupported.BackupType (400)",
    [
      "Only default and purchased backups can be reset.",
      "デフォルトと購入済みのみリセットできます。",
      "仅默认和购买的备份支持重置。",
    ],
  ],
  [
    "BKP-145",
    "BackupExpired",
    "Rejected.BackupExpired (409)",
    [
      "The backup has expired. Renew it to continue.",
      "バックアップは期限切れです。更新してください。",
      "备份已到期，请续费。",
    ],
  ],
  [
    "BKP-146",
    "InvalidSourceInstance",
    "InvalidParameter.SourceInstance (400)",
    [
      "Select a software key management instance.",
      "ソフトウェアキー管理インスタンスを選択してください。",
      "请选择软件密钥管理实例。",
    ],
  ],
  [
    "BKP-147",
    "BackupAlreadyEnabled",
    "Rejected.StateModifiedFailed (409)",
    ["The backup is already enabled.", "既に有効です。", "备份已启用。"],
  ],
  [
    "BKP-148",
    "ImageVersionTooLow",
    "Rejected.ImageVersionTooLow (409)",
    ["Upgrade the image of the instance first.", "先にイメージをアップグレードしてください。", "请先升级镜像版本。"],
  ],
  [
    "BKP-149",
    "OutOfExtendableRange",
    "Rejected.OutOfQueryableRange (409)",
    [
      "The date is outside the queryable range. Extend it first.",
      "クエリ可能な範囲外です。先に延長してください。",
      "日期超出可查看天数，请先扩展。",
    ],
  ],
  [
    "BKP-149",
    "OutOfQueryableRange",
    "Rejected.OutOfQueryableRange (409)",
    ["The date is outside the queryable range.", "クエリ可能な範囲外です。", "日期超出可查看天数。"],
  ],
  [
    "BKP-150",
    "NoBackupData",
    "Rejected.NoBackupData (404)",
    ["No data was backed up on this date.", "この日のデータはありません。", "该日期无备份数据。"],
  ],
  [
    "BKP-151",
    "RestoreKeyExists",
    "Rejected.ResourceExist (409)",
    [
      "The key already exists in the region. Delete it, then retry.",
      "リージョンに既に存在します。削除してから再実行してください。",
      "目标地域已存在该密钥，请先删除。",
    ],
  ],
  [
    "BKP-152",
    "RestoreSecretExists",
    "Rejected.ResourceExist (409)",
    [
      "The secret already exists in the region. Delete it, then retry.",
      "シークレットはリージョンに既に存在します。削除してから再実行してください。",
      "目标地域已存在该凭据，请先删除。",
    ],
  ],
  [
    "BKP-153",
    "KeyQuotaExceeded",
    "Rejected.LimitExceeded (400)",
    ["The key quota of the instance is insufficient.", "キークォータが不足しています。", "密钥额度不足。"],
  ],
  [
    "BKP-154",
    "SecretQuotaExceeded",
    "Rejected.LimitExceeded (400)",
    ["The secret quota of the instance is insufficient.", "シークレットクォータが不足しています。", "凭据额度不足。"],
  ],
  [
    "BKP-155",
    "RestoreEncryptionKeyMissing",
    "Rejected.EncryptionKeyNotFound (409)",
    [
      "Restore the encryption key to this instance first.",
      "先に暗号鍵を復元してください。",
      "请先恢复加密该凭据的密钥。",
    ],
  ],
  [
    "BKP-156",
    "RestoreDestinationInvalid",
    "Forbidden.DKMSInstanceStateInvalid (403)",
    [
      "Choose an enabled software instance of this account.",
      "有効な自アカウントのソフトウェアインスタンスを選択してください。",
      "请选择本账号已启用的软件密钥管理实例。",
    ],
  ],
  [
    "BKP-157",
    "RestoreNotOwner",
    "Forbidden.NoPermission (403)",
    [
      "Only the resource owner can back up and restore.",
      "リソース所有者のみ実行できます。",
      "仅资源所有者可备份和恢复。",
    ],
  ],
  [
    "BKP-158",
    "RestoreSharedInstanceOnly",
    "Rejected.SharedInstanceOnly (409)",
    [
      "Resources of a principal can be restored only to the shared instance.",
      "共有インスタンスにのみ復元できます。",
      "只能恢复到共享实例。",
    ],
  ],
  [
    "BKP-159",
    "RestoreShareTerminated",
    "Rejected.ShareTerminated (409)",
    [
      "Sharing has ended; the resource cannot be restored.",
      "共有が終了したため復元できません。",
      "共享已结束，无法恢复。",
    ],
  ],
  [
    "BKP-160",
    "BackupFileWrongKey",
    "InvalidBackupData.WrongKey (400)",
    ["The decryption key does not open this file.", "この復号鍵ではファイルを開けません。", "解密KEY与文件不匹配。"],
  ],
  [
    "BKP-161",
    "BackupFileOtherAccount",
    "Forbidden.NoPermission (403)",
    ["The file belongs to another account.", "別アカウントのファイルです。", "文件属于其他账号。"],
  ],
  [
    "BKP-162",
    "TermsNotAccepted",
    null,
    ["Accept the Terms of Service first.", "サービス規約に同意してください。", "请先同意服务协议。"],
  ],
  ["BKP-162", "InsufficientBalance", null, ["The balance is not sufficient.", "残高が不足しています。", "余额不足。"]],
  [
    "BKP-163",
    "InvalidBackupName",
    "InvalidParameter.BackupName (400)",
    ["Enter a backup name of up to 128 characters.", "128 文字以内で入力してください。", "请输入不超过128字符的名称。"],
  ],
  [
    "BKP-163",
    "InvalidBackupAlias",
    "InvalidParameter.BackupName (400)",
    ["Enter a backup name of up to 128 characters.", "128 文字以内で入力してください。", "请输入不超过128字符的名称。"],
  ],
  [
    "BKP-165",
    "BackupFileUnknownFormat",
    "InvalidBackupData.UnknownFormat (400)",
    [
      "This is not a backup file that this version can read.",
      "このバージョンで読み取れるバックアップファイルではありません。",
      "不是当前版本可读取的备份文件。",
    ],
  ],
  [
    "BKP-166",
    "BackupFileUnknownSeal",
    "InvalidBackupData.UnknownSeal (403)",
    [
      "The file was not made by a deployment that holds this root key.",
      "このルートキーを持つ環境で作成されたファイルではありません。",
      "该文件不是由持有此根密钥的部署生成。",
    ],
  ],
  [
    "BKP-167",
    "UnsupportedBackupType",
    "Unsupported.BackupType (400)",
    [
      "This type of backup does not support the action.",
      "この種類のバックアップではサポートされていません。",
      "该类型的备份不支持此操作。",
    ],
  ],
  [
    "BKP-168",
    "BackupNotEnabled",
    "Rejected.BackupNotEnabled (409)",
    ["The backup is not enabled.", "バックアップが有効化されていません。", "备份未启用。"],
  ],
  [
    "BKP-169",
    "BackupRequired",
    "Rejected.BackupRequired (409)",
    [
      "The latest state of the instance is not backed up.",
      "インスタンスの最新の状態がバックアップされていません。",
      "实例的最新状态尚未备份。",
    ],
  ],
  [
    "BKP-170",
    "InvalidPurchaseQuantity",
    "InvalidParameter.Quantity (400)",
    ["Quantity must be from 1 to 100.", "購入数量は 1～100 で指定してください。", "购买数量须为 1~100。"],
  ],
  [
    "BKP-171",
    "RestorePendingDeletion",
    "Rejected.PendingDeletion (409)",
    [
      "It is pending deletion in the region. Cancel the deletion instead.",
      "リージョンで削除待ちです。削除をキャンセルしてください。",
      "目标地域中正处于待删除状态，请取消删除。",
    ],
  ],
];

describe("refusals of backups (BKP-140..171)", () => {
  it.each(TABLE)("%s: %s is told in the specification's words", (_rule, code, wire, words) => {
    expect(wordsOf(code)).toEqual(words);
    if (wire !== null) expect(wireOf(code)).toBe(wire);
  });

  it("BKP-164: a file cut short or altered is told so, with the place, and to be downloaded again", () => {
    for (const code of ["BackupFileTruncated", "BackupFileAltered"] as const) {
      const [en, ja, zh] = wordsOf(code);
      expect(en).toMatch(/^The file is (incomplete|damaged).*\. Download it again\.$/);
      expect(ja).toMatch(/^ファイルが.*(不完全|破損).*。再度ダウンロードしてください。$/);
      expect(zh).toMatch(/^文件.*(不完整|损坏).*，请重新下载。$/);
      expect(wireOf(code, { bytes: 1 })).toBe("InvalidBackupData.Damaged (400)");
    }
  });

  it("has a row for every rule", () => {
    const rules = new Set([...TABLE.map(([rule]) => rule), "BKP-164"]);
    expect([...rules].sort()).toEqual(Array.from({ length: 32 }, (_, index) => `BKP-${140 + index}`));
  });
});
