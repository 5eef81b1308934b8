import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { readZipMember } from './read-zip.ts';

async function archive(members: Readonly<Record<string, { text: string; compress?: boolean }>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, { text, compress = true }] of Object.entries(members))
    zip.addBuffer(Buffer.from(text), name, { compress });
  zip.end();
  return buffer(zip.outputStream);
}

const blob = (bytes: Uint8Array) => new Blob([Uint8Array.from(bytes)]);
const read = async (bytes: Uint8Array, name: string, most = 1_000_000) => {
  const found = await readZipMember(blob(bytes), name, most);
  return found === null ? null : Buffer.from(found).toString();
};

describe('members of an archive that was dropped', () => {
  it('stored and deflated members are read by the name that the server gives them', async () => {
    const bytes = await archive({
      'CCM/Logs/execmgr.log': { text: 'line 1\r\nline 2 '.repeat(500) },
      '診断/メモ.txt': { text: '日本語', compress: false },
    });
    expect(await read(bytes, 'CCM/Logs/execmgr.log')).toBe('line 1\r\nline 2 '.repeat(500));
    expect(await read(bytes, '診断/メモ.txt')).toBe('日本語');
    expect(await read(bytes, 'CCM/Logs/other.log')).toBeNull();
  });

  it('a member that is encrypted, larger than may be shown, or larger than it says is not shown', async () => {
    const bytes = await archive({ 'a.log': { text: 'x'.repeat(100_000) } });
    expect(await read(bytes, 'a.log', 50_000)).toBeNull();
    const entry = bytes.indexOf(Buffer.from('PK\u0001\u0002'));
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32LE(10, entry + 24);
    expect(await read(bomb, 'a.log', 50_000)).toBeNull();
    const encrypted = Buffer.from(bytes);
    encrypted.writeUInt16LE(encrypted.readUInt16LE(entry + 8) | 1, entry + 8);
    expect(await read(encrypted, 'a.log')).toBeNull();
  });

  it('what is cut, or no archive, is no member: nothing throws, wherever it is cut', async () => {
    const bytes = await archive({ 'a.log': { text: 'hello'.repeat(50) } });
    for (let length = 0; length < bytes.length; length += 7)
      expect(await read(bytes.subarray(0, length), 'a.log')).toBeNull();
    for (let at = 0; at < bytes.length; at += 3) {
      const broken = Buffer.from(bytes);
      broken.writeUInt8(0xff, at);
      await read(broken, 'a.log');
    }
  });
});
