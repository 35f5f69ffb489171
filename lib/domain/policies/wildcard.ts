/**
 * Whether `text` fits `pattern`, in which `*` stands for any number of characters and `?` for one. It goes back to the
 * last `*` only, and each time further into the text: its steps are bounded by the square of the text's length, whatever
 * the pattern, so that none can make a decision slow.
 */
export function fits(pattern: string, text: string): boolean {
  if (pattern === "*" || pattern === text) return true;
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let afterStar = 0;
  while (at < text.length) {
    const wanted = pattern[inPattern];
    if (wanted === "*") {
      star = inPattern++;
      afterStar = at;
    } else if (wanted === "?" || wanted === text[at]) {
      inPattern++;
      at++;
    } else if (star >= 0) {
      inPattern = star + 1;
      at = ++afterStar;
    } else return false;
  }
  while (pattern[inPattern] === "*") inPattern++;
  return inPattern === pattern.length;
}
