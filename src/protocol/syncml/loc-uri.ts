import { ProtocolError } from '../protocol-error.ts';

/**
 * One name of a LocURI, reserved characters percent-encoded (OMA-TND).
 * Throws ProtocolError `unwritable` for the names that no encoding makes valid: empty, `.`, `..`, half a surrogate pair.
 */
export function encodeSegment(name: string): string {
  if (name === '' || name === '.' || name === '..' || !name.isWellFormed()) {
    throw new ProtocolError('unwritable', 'not a name of a management tree node');
  }
  return encodeURIComponent(name).replaceAll('*', '%2A');
}

/** The name behind a percent-encoded segment; one that is not properly encoded stays as it is. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Names joined under a root such as `./Device/Vendor/MSFT`, each encoded. Throws ProtocolError `unwritable`. */
export function joinLocUri(root: string, ...names: readonly string[]): string {
  return [root, ...names.map(encodeSegment)].join('/');
}

/** The names of a LocURI without the leading `.`, decoded; a query such as `?list=StructData` is left off. */
export function splitLocUri(locUri: string): string[] {
  const [path = ''] = locUri.split('?', 1);
  return path
    .split('/')
    .filter((segment) => segment !== '' && segment !== '.')
    .map(decodeSegment);
}

/** The names in the Data of a Get on an interior node: joined by `/`, each encoded. */
export function splitChildNames(data: string): string[] {
  return data
    .trim()
    .split('/')
    .filter((segment) => segment !== '')
    .map(decodeSegment);
}
