const UPN_LIMIT = 256;

/**
 * The user name that an Entra token names, for the record of an attempt. The signature is not looked at: the name is
 * *claimed*, by whoever made the token. Undefined where the token cannot be read or names nobody.
 */
export function findClaimedUpn(token: string): string | undefined {
  const payload = token.split('.', 2)[1];
  if (payload === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (typeof claims !== 'object' || claims === null) return undefined;
    const named = claims as { upn?: unknown; preferred_username?: unknown; unique_name?: unknown };
    return [named.upn, named.preferred_username, named.unique_name].find(isUpn);
  } catch {
    return undefined;
  }
}

function isUpn(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= UPN_LIMIT && !/[\u0000-\u001f\u007f]/.test(value);
}
