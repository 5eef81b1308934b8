/** A file that was dropped or chosen, with its path inside of what was dropped. */
export interface HandedFile {
  readonly name: string;
  readonly file: File;
}

/** Files that one upload may have; the server's own bound. */
export const FILES_MOST = 500;
/** Bytes of one upload in all; the server's own bound. */
export const BYTES_MOST = 256 * 1024 ** 2;

/** All files of a drop, folders read to their end (at most one file more than an upload may have). */
export async function readDropped(items: DataTransferItemList): Promise<HandedFile[]> {
  // entries must be asked for before the event is over
  const dropped = [...items]
    .filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: HandedFile[] = [];
  for (const { entry, file } of dropped) {
    if (entry !== null) await walk(entry, found);
    else if (file !== null) found.push({ name: file.name, file });
  }
  return found;
}

/** Files of an input, with the path that a chosen folder gives them. */
export function readChosen(files: FileList): HandedFile[] {
  return [...files]
    .slice(0, FILES_MOST + 1)
    .map((file) => ({ file, name: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath }));
}

async function walk(entry: FileSystemEntry, found: HandedFile[]): Promise<void> {
  if (found.length > FILES_MOST) return;
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    found.push({ name: entry.fullPath.replace(/^\//, ''), file });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // a browser hands out a folder in parts
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0) return;
    for (const inner of part) await walk(inner, found);
  }
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}
