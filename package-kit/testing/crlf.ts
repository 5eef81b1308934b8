import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Gives scripts the bytes that Windows PowerShell 5.1 reads rightly in every code page: UTF-8 with a byte order mark and CRLF;
 * batch files ASCII and CRLF. Run it after editing: `node package-kit/testing/crlf.ts FILE...`.
 */
export function withWindowsBytes(file: string, text: string): Buffer {
  const lines = text
    .replace(/^\uFEFF/, '')
    .replace(/\r\n/g, '\n')
    .replace(/\n/g, '\r\n');
  return Buffer.from(file.endsWith('.ps1') ? `\uFEFF${lines}` : lines, 'utf8');
}

if (import.meta.main) {
  for (const file of process.argv.slice(2)) writeFileSync(file, withWindowsBytes(file, readFileSync(file, 'utf8')));
}
