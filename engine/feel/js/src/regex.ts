// XPath regular expressions (the standard's choice) as those of JavaScript.

const FLAGS = /^[smixq]*$/;

/** The blocks of XML Schema that people write, `\p{IsBasicLatin}`; any other is not valid. */
const BLOCKS: Readonly<Record<string, string>> = {
  BasicLatin: "\\u0000-\\u007F",
  "Latin-1Supplement": "\\u0080-\\u00FF",
  "LatinExtended-A": "\\u0100-\\u017F",
  "LatinExtended-B": "\\u0180-\\u024F",
  Greek: "\\u0370-\\u03FF",
  GreekandCoptic: "\\u0370-\\u03FF",
  Cyrillic: "\\u0400-\\u04FF",
  Hebrew: "\\u0590-\\u05FF",
  Arabic: "\\u0600-\\u06FF",
  GeneralPunctuation: "\\u2000-\\u206F",
  CurrencySymbols: "\\u20A0-\\u20CF",
  CJKSymbolsandPunctuation: "\\u3000-\\u303F",
  Hiragana: "\\u3040-\\u309F",
  Katakana: "\\u30A0-\\u30FF",
  CJKUnifiedIdeographs: "\\u4E00-\\u9FFF",
  HangulSyllables: "\\uAC00-\\uD7A3",
  HalfwidthandFullwidthForms: "\\uFF00-\\uFFEF",
};

/** null for a pattern or flags that are not valid. */
export function toPattern(pattern: string, flags: string, more = ""): RegExp | null {
  if (!FLAGS.test(flags) || (/\\0/.test(pattern) && !flags.includes("q"))) return null;
  const own = new Set([...flags].filter((flag) => "smi".includes(flag)));
  let source = pattern;
  if (flags.includes("q")) source = pattern.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  else source = translate(flags.includes("x") ? withoutSpace(pattern) : pattern);
  try {
    return new RegExp(source, [...own].join("") + more + (source.includes("--[") ? "v" : "u"));
  } catch {
    return null;
  }
}

/** Outside of character classes, as the flag `x` says. */
function withoutSpace(pattern: string): string {
  return pattern.replace(/\[(?:[^\]\\]|\\.)*\]|\\\S|\s+/gs, (part) => (/^\s/.test(part) ? "" : part));
}

/** What XPath writes differently: subtraction of classes, name characters, blocks. */
function translate(pattern: string): string {
  return pattern
    .replace(/\[([^[\]]+)-\[/g, "[[$1]--[")
    .replace(/\\([pP])\{Is([\w-]+)\}/g, (all, sign: string, name: string) =>
      Object.hasOwn(BLOCKS, name) ? `[${sign === "P" ? "^" : ""}${BLOCKS[name]}]` : all,
    )
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
