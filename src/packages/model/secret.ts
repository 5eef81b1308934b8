/** 32 letters and digits that nobody mistakes for each other, and that need no escaping in XML or on a command line. */
export const SECRET_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const SECRET_LENGTH = 12;

/**
 * A PIN or enrollment secret from random bytes, five bits a letter: 12 letters are 60 bits.
 * @param bytes at least 12 random bytes
 */
export function secretFromBytes(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, SECRET_LENGTH), (byte) => SECRET_ALPHABET[byte & 31]).join('');
}

/** A typed or copied secret as it is compared: blanks and hyphens gone, upper case. */
export function canonicalSecret(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase();
}
