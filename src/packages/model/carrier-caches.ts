/** Folders of one package; setup.ps1 reads no more. */
export const MOST_CACHES = 16;

/** As setup.ps1 checks it: a folder below a drive of the PC, without wildcards. */
const FOLDER = /^[A-Za-z]:\\[^*?"<>|]{1,240}$/;
/** What the check of the kit lets pass and no folder is: slashes, empty or dotted parts, control characters. */
const NOT_A_FOLDER = /[/:\p{Cc}\p{Cs}]|\\\\|(^|\\)\.{1,2}(\\|$)/u;

/**
 * A folder of a PC where a carrier leaves copies of the package, or null: what setup.ps1 looks through for PINs to delete, so
 * a whole drive is none.
 * @param typed such as `D:\EPM\sdmcache`; blanks around it and a backslash behind it do not count
 */
export function parseCarrierCache(typed: string): string | null {
  const folder = typed.trim().replace(/\\+$/, '');
  return FOLDER.test(folder) && !NOT_A_FOLDER.test(folder.slice(2)) ? folder : null;
}
