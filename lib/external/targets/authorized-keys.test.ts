import { expect, it } from "vitest";
import { newSshKey } from "@/lib/crypto/ssh-key";
import { rewritten } from "./authorized-keys";

const arn = "acs:kms:cn-hangzhou:1234567890123456:secret/acs/ecs/web";
const line = (comment: string) => newSshKey(comment).publicKey;
const [first, second, third, imported, another] = ["1", "2", "3", "me@home", "x"].map(line) as [
  string,
  string,
  string,
  string,
  string,
];
const bare = (key: string) => key.split(" ").slice(0, 2).join(" ");
const marked = (key: string, version: string, secret = arn) => `${bare(key)} kms-secret:${secret}#${version}\n`;
const wish = (publicKey: string, versionId: string, keep: string[] = []) => ({
  secretArn: arn,
  versionId,
  publicKey,
  keep,
});

it("adds the new key, keeps the current one, takes out older ones of this secret and of no other (SEC-14)", () => {
  const others = `# mine\n\n${imported}\n${marked(another, "v9", `${arn}2`)}`;
  const one = rewritten(others, wish(first, "v1"));
  expect(one).toBe(others + marked(first, "v1"));
  const two = rewritten(String(one), wish(second, "v2", [first]));
  expect(two).toBe(others + marked(first, "v1") + marked(second, "v2"));
  const three = rewritten(String(two), wish(third, "v3", [second]));
  expect(three).toBe(others + marked(second, "v2") + marked(third, "v3"));
});

it("does nothing the second time (P20)", () => {
  const once = rewritten("", wish(second, "v2", [first]));
  expect(rewritten(String(once), wish(second, "v2", [first]))).toBe(once);
});

it("an imported key stays while it is current, gets the mark, and leaves when it is rotated away", () => {
  const two = rewritten(`${imported}\n${another}`, wish(second, "v2", [imported]));
  expect(two).toBe(`${imported} kms-secret:${arn}#imported\n${another}\n${marked(second, "v2")}`);
  expect(rewritten(String(two), wish(third, "v3", [second]))).toBe(
    `${another}\n${marked(second, "v2")}${marked(third, "v3")}`,
  );
});

it("the new key takes over what the current one was allowed, options with blanks and quotes in them too", () => {
  const options = 'from="10.0.0.0/8,192.168.0.1",command="echo \\"ssh-rsa AAAA x\\" y" ';
  const two = rewritten(`${options}${imported}\n`, wish(second, "v2", [imported]));
  expect(two).toBe(`${options}${imported} kms-secret:${arn}#imported\n${options}${marked(second, "v2")}`);
});

it("takes back a key that came to nothing", () => {
  const tried = rewritten(marked(first, "v1"), wish(second, "v2", [first]));
  expect(rewritten(String(tried), wish(first, "v1"))).toBe(marked(first, "v1"));
});

it("leaves lines of others byte for byte: no last end of line, CRLF, bytes that are no UTF-8, what is no key", () => {
  const others = ["\tssh-rsa", `${another} caf\xe9\r`, "from=x", '"unended ssh-rsa AAAA', "", "  # x", "\xff\xfe"].join(
    "\n",
  );
  expect(rewritten(others, wish(first, "v1"))).toBe(`${others}\n${marked(first, "v1")}`);
});

it("a line that somebody made to be hard to read takes no time", () => {
  const hard = ['\\\\"'.repeat(50_000), `"${'\\"'.repeat(50_000)}`, '"a" '.repeat(50_000)].join("\n");
  expect(rewritten(hard, wish(first, "v1"))).toBe(`${hard}\n${marked(first, "v1")}`);
}, 2_000);

it("a key that is none, or brings lines or options of its own, is refused", () => {
  for (const key of ["", "ssh-rsa", `${first}\n${second}`, `from="x" ${first}`, "ssh-rsa AAAA!"]) {
    expect(rewritten("", wish(key, "v1"))).toBeNull();
  }
  expect(rewritten("", wish(first, "v1", ["no key"]))).toBeNull();
});
