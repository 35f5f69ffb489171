/**
 * The names of the values that an ICU message takes. What stands in a branch of a plural or a choice is text, in which
 * only braces begin a name: `{count, plural, one {key of {name}} other {keys}}` takes `count` and `name`.
 */
export function namesIn(message: string): Set<string> {
  const names = new Set<string>();
  let at = 0;

  function text() {
    for (; at < message.length && message[at] !== "}"; at++) {
      if (message[at] === "'" && "{}'".includes(message[at + 1] ?? " ")) quoted();
      else if (message[at] === "{") argument();
    }
  }
  function quoted() {
    if (message[at + 1] === "'") at++;
    else at = message.indexOf("'", at + 1);
    if (at < 0) throw new Error(`a quotation that does not end: ${message}`);
  }
  function argument() {
    const [head, name, kind] = /^\{\s*(\w+)\s*(?:,\s*(\w+)\s*,?)?/.exec(message.slice(at)) ?? [];
    if (!head || !name) throw new Error(`no name after the brace: ${message.slice(at)}`);
    names.add(name);
    at += head.length;
    const branches = kind === "plural" || kind === "select" || kind === "selectordinal";
    for (; message[at] !== "}"; at++) {
      if (at >= message.length) throw new Error(`a brace that does not close: ${message}`);
      if (!branches || message[at] !== "{") continue;
      at++;
      text();
    }
  }
  text();
  if (at < message.length) throw new Error(`a brace that nothing opened: ${message}`);
  return names;
}
