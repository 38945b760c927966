// XPath regular expressions (the standard's choice) as those of JavaScript.

const FLAGS = /^[smixq]*$/;

/** null for a pattern or flags that are not valid. */
export function toPattern(pattern: string, flags: string, more = ""): RegExp | null {
  if (!FLAGS.test(flags)) return null;
  const own = new Set([...flags].filter((flag) => "smi".includes(flag)));
  let source = pattern;
  if (flags.includes("q")) source = pattern.replace(/[\\^$.*+?()[\]{}|\-/]/g, "\\$&");
  else source = translate(flags.includes("x") ? withoutSpace(pattern) : pattern);
  try {
    return new RegExp(source, [...own].join("") + more + (source.includes("--[") ? "v" : "u"));
  } catch {
    return null;
  }
}

/** Outside of character classes, as the flag `x` says. */
function withoutSpace(pattern: string): string {
  return pattern.replace(/\[(?:[^\]\\]|\\.)*\]|\\.|\s+/gs, (part) => (/^\s/.test(part) ? "" : part));
}

/** What XPath writes differently: subtraction of classes, name characters, blocks. */
function translate(pattern: string): string {
  return pattern
    .replace(/\[([^[\]]+)-\[/g, "[[$1]--[")
    .replace(/\\i/g, "[\\p{L}_:]")
    .replace(/\\c/g, "[\\p{L}\\p{N}\\-._:·]");
}

/** What puts together the text for one match; null for a replacement that is not valid. */
export function toReplacement(replacement: string, flags: string): ((found: unknown[]) => string) | null {
  if (flags.includes("q")) return () => replacement;
  if (!/^(?:[^\\$]|\\[\\$]|\$\d)*$/s.test(replacement)) return null;
  return (found) => {
    const groups = found.findIndex((part, at) => at > 0 && typeof part === "number");
    return replacement.replace(/\\([\\$])|\$(\d+)/g, (_all, sign?: string, digits?: string) =>
      sign ?? groupText(found, digits!, groups),
    );
  };
}

/** `$12` is group 12 where there are so many, otherwise group 1 and a 2. */
function groupText(found: unknown[], digits: string, groups: number): string {
  let length = digits.length;
  while (length > 1 && Number(digits.slice(0, length)) >= groups) length -= 1;
  const group = Number(digits.slice(0, length));
  return (group < groups ? ((found[group] as string | undefined) ?? "") : "") + digits.slice(length);
}
