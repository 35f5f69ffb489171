import { DomainError } from "../errors";

// S35. Length does more than rules about digits and signs; what everybody tries first is refused whatever its length.

export const PASSWORD_MINIMUM = 12;
/** Beyond this nobody types; it bounds the work of hashing. */
export const PASSWORD_LIMIT = 1024;
const DIFFERENT_CHARACTERS = 5;

/** Of the published lists of common passwords, those of 12 characters or more, and the words that longer ones are made of. */
const COMMON = new Set(
  `123456789012 1234567890123 12345678901234 123456789123 123123123123 111222333444 098765432109 987654321098
  qwertyuiop12 qwertyuiop123 qwertyuiop[] qwertyuiopasdf qwertyuiopasdfghjkl asdfghjkl123 asdfghjklqwe zxcvbnm12345
  1q2w3e4r5t6y 1q2w3e4r5t6y7u8i 1qaz2wsx3edc 1qaz2wsx3edc4rfv qazwsxedcrfv qazwsxedc123 zaq12wsxcde3 !qaz2wsx#edc
  abcdefghijkl abcdefghijklm abcdefghijklmnop abcd12345678 abc123456789 a1b2c3d4e5f6 aa1234567890 q1w2e3r4t5y6
  password1234 password12345 password123456 passwordpassword mypassword123 password!234 p@ssw0rd1234 p@ssword1234
  passw0rd1234 adminadminadmin admin1234567 administrator administrator1 administrator123 rootrootroot root12345678
  changeme1234 changemechangeme letmeinletmein letmein12345 welcome12345 welcome123456 welcomewelcome iloveyou1234
  iloveyou12345 iloveyouforever monkey123456 dragon123456 superman1234 football1234 baseball1234 sunshine1234
  princess1234 trustno1trustno1 correcthorsebatterystaple qwerty123456 qwerty1234567 qwertyqwerty qwerty12345678
  woaini1314520 woaini520520 5201314520131 secretsecret secret123456 defaultpassword testtesttest test12345678
  companyname1 alibabacloud aliyun123456 keymanagement kmspassword1 kmsconsole12`.split(/\s+/),
);

/** @throws DomainError PasswordTooShort, PasswordTooCommon */
export function assertPassword(password: string, accountName: string): void {
  const characters = [...password.normalize("NFKC")];
  if (characters.length < PASSWORD_MINIMUM) throw new DomainError("PasswordTooShort", { minimum: PASSWORD_MINIMUM });
  const plain = characters.join("").toLowerCase();
  const withoutName = plain.replaceAll(accountName.toLowerCase(), "");
  if (COMMON.has(plain) || new Set(plain).size < DIFFERENT_CHARACTERS || withoutName.length * 2 < plain.length) {
    throw new DomainError("PasswordTooCommon");
  }
}
