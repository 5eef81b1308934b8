import yauzl from 'yauzl';
import type { PackageFiles } from './kit.ts';

/** A downloaded package also says which old platform it was made for. */
export interface DownloadedPackage extends PackageFiles {
  readonly platform: 'configmgr' | 'epm' | 'none';
}

const MAX_BYTES = 64 * 1024 * 1024;

/** Reads the files of a downloaded package that a PC needs. @throws Error when it is no package */
export async function readPackage(zip: Buffer): Promise<DownloadedPackage> {
  const files = await readEntries(zip, ['package.json', 'pin.txt', 'shared.ppkg']);
  if (!files.has('package.json') || !files.has('pin.txt'))
    throw new Error('not a distribution package: package.json or pin.txt is missing');
  const description = JSON.parse(files.get('package.json')?.toString() ?? '{}') as {
    packageId: string;
    enrollment: string;
    discoveryUrl: string;
    kit: string;
    platform: DownloadedPackage['platform'];
    root: { pem: string } | null;
    sharedPpkg: { upn: string } | null;
  };
  return {
    packageId: description.packageId,
    pin: files.get('pin.txt')?.toString('ascii').trim() ?? '',
    enrollment: description.enrollment,
    discoveryUrl: description.discoveryUrl,
    kit: description.kit,
    platform: description.platform,
    rootPem: description.root?.pem ?? '',
    shared: readShared(files.get('shared.ppkg'), description.sharedPpkg?.upn),
  };
}

/** A .ppkg is a container of Windows; only where its XML stands in it as it was written can the secret be read here. */
function readShared(ppkg: Buffer | undefined, upn: string | undefined): PackageFiles['shared'] {
  const secret = /<Secret>(\w{12})<\/Secret>/.exec(ppkg?.toString('latin1') ?? '')?.[1];
  return secret === undefined || upn === undefined ? null : { upn, secret };
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
