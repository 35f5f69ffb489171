import { invalidPolicy } from "./policy-problems";
import { parsePrincipal } from "./principal";
import { type Json, parseStrictJson } from "./strict-json";

// The console's two ways to a policy (POL-07): three lists of principals, or the document itself. Both are the same
// thing, so either can be shown while the document has the shape that the lists make.

/** Whose policy it is, and what it must know of its resource. */
export interface PolicyBase {
  /** POL-17 */
  creatorAccountId: string;
  /** Owner of the jointly shared instance it lies in, if that is somebody else (POL-06). */
  jointOwnerAccountId?: string | null;
  /** Of a key; the columns' words. */
  usage?: "ENCRYPT_DECRYPT" | "SIGN_VERIFY" | "GENERATE_VERIFY_MAC";
}

/** Principals in the forms of ACC-02 (POL-08). */
export interface PolicyForm {
  administrators: readonly string[];
  users: readonly string[];
  crossAccountUsers: readonly string[];
}

export const DEFAULT_FORM: PolicyForm = { administrators: [], users: [], crossAccountUsers: [] };

export type PolicySubject = "key" | "secret";

/** POL-10 */
const KEY_ADMINISTRATOR = [
  "kms:List*",
  "kms:Describe*",
  "kms:Create*",
  "kms:Enable*",
  "kms:Disable*",
  "kms:Get*",
  "kms:Set*",
  "kms:Update*",
  "kms:Delete*",
  "kms:Cancel*",
  "kms:TagResource",
  "kms:UntagResource",
  "kms:ImportKeyMaterial",
  "kms:ScheduleKeyDeletion",
];
/** POL-11 */
const KEY_USER = [
  "kms:Encrypt",
  "kms:Decrypt",
  "kms:GenerateDataKey",
  "kms:GenerateAndExportDataKey",
  "kms:AsymmetricEncrypt",
  "kms:AsymmetricDecrypt",
  "kms:DescribeKey",
  "kms:DescribeKeyVersion",
  "kms:ListKeyVersions",
  "kms:ListAliasesByKeyId",
  "kms:TagResource",
];
/** POL-12 */
const SIGNING_KEY_USER = [...KEY_USER, "kms:AsymmetricSign", "kms:AsymmetricVerify", "kms:GetPublicKey"];
/** POL-26: never `kms:Get*`, which would let an administrator read values. */
const SECRET_ADMINISTRATOR = [
  "kms:List*",
  "kms:Describe*",
  "kms:Create*",
  "kms:Set*",
  "kms:Update*",
  "kms:Delete*",
  "kms:GetSecretPolicy",
  "kms:PutSecretValue",
  "kms:RotateSecret",
  "kms:RestoreSecret",
  "kms:TagResource",
  "kms:UntagResource",
];
const SECRET_USER = ["kms:GetSecretValue", "kms:DescribeSecret", "kms:ListSecretVersionIds"];

const DEFAULT_SID = { key: "kms default key policy", secret: "kms default secret policy" } as const;

/** What each list may do, for the console to show beside it. */
export function permissionsOf(subject: PolicySubject, { usage }: Pick<PolicyBase, "usage">) {
  if (subject === "secret") return { administrators: SECRET_ADMINISTRATOR, users: SECRET_USER };
  return { administrators: KEY_ADMINISTRATOR, users: usage === "SIGN_VERIFY" ? SIGNING_KEY_USER : KEY_USER };
}

/**
 * The document that a form makes: the default statement (POL-05, POL-06), then one statement for each list that is not
 * empty (POL-08). With empty lists it is the default policy. @throws DomainError InvalidPolicy for a principal that
 * does not belong in its list (POL-09, POL-11, POL-13, POL-18)
 */
export function policyFromForm(subject: PolicySubject, base: PolicyBase, form: PolicyForm = DEFAULT_FORM): string {
  assertForm(base, form);
  const { administrators, users } = permissionsOf(subject, base);
  const lists: [readonly string[], readonly string[]][] = [
    [form.administrators, administrators],
    [form.users, users],
    [form.crossAccountUsers, users],
  ];
  return JSON.stringify({
    Version: "1",
    Statement: [
      { Sid: DEFAULT_SID[subject], ...allow(wholeAccounts(base), ["kms:*"]) },
      ...lists.filter(([who]) => who.length > 0).map(([who, actions]) => allow(who, actions)),
    ],
  });
}

/**
 * The lists that make this document for this resource, or null where no lists do. Space between members and their order
 * within an object do not matter; everything else does.
 */
export function formOfPolicy(subject: PolicySubject, base: PolicyBase, document: string): PolicyForm | null {
  const given = readPlain(document);
  if (given === null) return null;
  const form = listsOf(given, base, permissionsOf(subject, base));
  if (!form) return null;
  try {
    return same(given, parseStrictJson(policyFromForm(subject, base, form))) ? form : null;
  } catch {
    return null; // a principal in a list where it does not belong
  }
}

/** @throws DomainError InvalidPolicy {at: "administrators[0]"} */
export function assertForm({ creatorAccountId }: PolicyBase, form: PolicyForm): void {
  for (const list of ["administrators", "users", "crossAccountUsers"] as const) {
    for (const [index, text] of form[list].entries()) {
      const at = `${list}[${index}]`;
      const principal = parsePrincipal(text);
      if (!principal) throw invalidPolicy(at, "BadPrincipal");
      const atHome = principal.accountId === creatorAccountId;
      if (list === "crossAccountUsers" && atHome) throw invalidPolicy(at, "PrincipalAtHome");
      if (list !== "crossAccountUsers" && !atHome) throw invalidPolicy(at, "PrincipalElsewhere");
      // Picked from the account's users and roles; the account itself has the default statement.
      if (list !== "crossAccountUsers" && principal.wholeAccount) throw invalidPolicy(at, "BadPrincipal");
      if (form[list].indexOf(text) < index) throw invalidPolicy(at, "RepeatedPrincipal");
    }
  }
}

function wholeAccounts({ creatorAccountId, jointOwnerAccountId }: PolicyBase): string[] {
  const accounts = new Set([creatorAccountId, ...(jointOwnerAccountId ? [jointOwnerAccountId] : [])]);
  return [...accounts].map((account) => `acs:ram::${account}:*`);
}

function allow(principals: readonly string[], actions: readonly string[]) {
  return { Effect: "Allow", Principal: { RAM: principals }, Action: actions, Resource: ["*"] };
}

function readPlain(document: string): Json | null {
  try {
    return parseStrictJson(document);
  } catch {
    return null;
  }
}

type Lists = { -readonly [List in keyof PolicyForm]: string[] };

/** A guess at the lists, which only holds if the same document comes of it. */
function listsOf(
  document: Json,
  { creatorAccountId }: PolicyBase,
  { administrators }: ReturnType<typeof permissionsOf>,
): Lists | null {
  const statements = document instanceof Map ? document.get("Statement") : undefined;
  if (!Array.isArray(statements)) return null;
  const lists: Lists = { administrators: [], users: [], crossAccountUsers: [] };
  for (const statement of statements.slice(1)) {
    const principal = statement instanceof Map ? statement.get("Principal") : undefined;
    const who = principal instanceof Map ? principal.get("RAM") : undefined;
    if (!(statement instanceof Map) || !Array.isArray(who) || !who.every((one) => typeof one === "string")) return null;
    const atHome = who.every((one) => parsePrincipal(one)?.accountId === creatorAccountId);
    const manages = same(statement.get("Action"), [...administrators]);
    lists[manages ? "administrators" : atHome ? "users" : "crossAccountUsers"].push(...who);
  }
  return lists;
}

function same(left: Json | undefined, right: Json | undefined): boolean {
  if (left instanceof Map && right instanceof Map) {
    return left.size === right.size && [...left].every(([name, value]) => same(value, right.get(name)));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => same(value, right[index]));
  }
  return left === right;
}
