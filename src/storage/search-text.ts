/** Katakana letters that have a hiragana twin 0x60 below them. */
const KATAKANA = /[\u30a1-\u30f6]/g;

/**
 * Folds text for search columns and for what is searched in them: width (NFKC), case, and kana, so that ﾃﾞｽｸ, デスク
 * and ですく find each other, and full-width digits find half-width ones.
 */
export function foldSearchText(...parts: readonly (string | null | undefined)[]): string {
  return parts
    .filter((part) => part !== null && part !== undefined && part !== '')
    .join(' ')
    .normalize('NFKC')
    .toLowerCase()
    .replace(KATAKANA, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
}

/** The LIKE pattern that finds `text` anywhere in a search column; wildcards in it stand for themselves. */
export function searchPattern(text: string): string {
  return `%${foldSearchText(text.trim()).replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
