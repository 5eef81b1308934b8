const SPECIAL = /[,+="\\<>;#]/;
const HEX = /^[0-9a-f]{2}$/i;

/**
 * A distinguished name (RFC 4514) as it is compared: case, blanks around its separators and the ways to escape a
 * character make no difference. Text that is no name folds to itself in lower case. Linear in its length.
 */
export function foldDn(dn: string): string {
  let out = '';
  let part = '';
  let bytes: number[] = [];
  let end = 0;
  const flush = () => {
    if (bytes.length === 0) return;
    part += escapeSpecial(Buffer.from(bytes).toString('utf8'));
    bytes = [];
    end = part.length;
  };
  const close = (separator: string) => {
    flush();
    // blanks at the end of a part are not its own, unless they were escaped
    out += part.slice(0, end).replace(/^ | $/g, '\\ ') + separator;
    part = '';
    end = 0;
  };
  for (let at = 0; at < dn.length; at += 1) {
    const sign = dn.charAt(at);
    if (sign === '\\' && at + 1 < dn.length) {
      const pair = dn.slice(at + 1, at + 3);
      if (HEX.test(pair)) {
        bytes.push(Number.parseInt(pair, 16));
        at += 2;
      } else {
        flush();
        part += escapeSpecial(dn.charAt(at + 1));
        end = part.length;
        at += 1;
      }
      continue;
    }
    flush();
    if (sign === ',' || sign === ';') close(',');
    else if (sign === '+' || sign === '=') close(sign);
    else if (sign === ' ') {
      if (part !== '') part += sign;
    } else {
      part += sign;
      end = part.length;
    }
  }
  close('');
  return out.normalize('NFC').toLowerCase();
}

function escapeSpecial(text: string): string {
  return [...text].map((sign) => (SPECIAL.test(sign) ? `\\${sign}` : sign)).join('');
}
