import yauzl from 'yauzl';
import type { PackageFiles } from './kit.ts';

const MAX_BYTES = 64 * 1024 * 1024;

/** Reads the files of a downloaded package that a PC needs: package.json and pin.txt. */
export async function readPackage(zip: Buffer): Promise<PackageFiles> {
  const files = await readEntries(zip, ['package.json', 'pin.txt']);
  const description = JSON.parse(files.get('package.json')?.toString() ?? '{}') as {
    packageId: string;
    enrollment: string;
    discoveryUrl: string;
    kit: string;
    root: { pem: string } | null;
  };
  return {
    packageId: description.packageId,
    pin: files.get('pin.txt')?.toString('ascii').trim() ?? '',
    enrollment: description.enrollment,
    discoveryUrl: description.discoveryUrl,
    kit: description.kit,
    rootPem: description.root?.pem ?? '',
    shared: null,
  };
}

/** Entries of a zip by name, bounded; folders before the name do not count. */
export function readEntries(zip: Buffer, names: readonly string[]): Promise<Map<string, Buffer>> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(zip, { lazyEntries: true, strictFileNames: true, validateEntrySizes: true }, (error, file) => {
      if (error !== null) return reject(error);
      const found = new Map<string, Buffer>();
      file.on('error', reject);
      file.on('end', () => resolve(found));
      file.on('entry', (entry: yauzl.Entry) => {
        const name = entry.fileName.split('/').at(-1) ?? '';
        if (!names.includes(name) || entry.uncompressedSize > MAX_BYTES) return file.readEntry();
        file.openReadStream(entry, (failed, stream) => {
          if (failed !== null) return reject(failed);
          const chunks: Buffer[] = [];
          stream.on('data', (chunk: Buffer) => chunks.push(chunk));
          stream.on('error', reject);
          stream.on('end', () => {
            found.set(name, Buffer.concat(chunks));
            file.readEntry();
          });
        });
      });
      file.readEntry();
    });
  });
}
