import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { HandedFile } from '../../devices/evidence/files/examine-files.ts';
import { Refusal } from '../../storage/refusal.ts';

/** Bytes of one upload for diagnosis, all files together; larger logs are for `baton diagnose`. */
export const UPLOAD_BYTES = 256 * 1024 ** 2;
const UPLOAD_FILES = 500;

/**
 * Receives the files of a form into a folder of its own, lets `work` have them, and removes them whatever happens. Names
 * are kept for evidence only and never become a path.
 * @throws Refusal when there is no file, too many, or too much
 */
export async function withReceivedFiles<Result>(
  request: FastifyRequest,
  work: (files: readonly HandedFile[]) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) throw noFile();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-upload-'));
  try {
    const files: HandedFile[] = [];
    let left = UPLOAD_BYTES;
    const limits = {
      fileSize: UPLOAD_BYTES,
      files: UPLOAD_FILES,
      parts: UPLOAD_FILES + 10,
      fields: 10,
      fieldSize: 256,
    };
    for await (const part of request.parts({ limits, preservePath: true })) {
      if (part.type !== 'file') continue;
      const file = { path: path.join(folder, String(files.length)), name: part.filename.slice(0, 512) || 'file' };
      await pipeline(part.file, createWriteStream(file.path));
      left -= part.file.bytesRead;
      if (part.file.truncated || left < 0) throw tooMuch();
      files.push(file);
    }
    if (files.length === 0) throw noFile();
    return await work(files);
  } catch (error) {
    throw isLimit(error) ? tooMuch() : error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What the multipart reader throws at its own limits. */
function isLimit(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^FST_(FILES|PARTS|FIELDS)_LIMIT$|^FST_REQ_FILE_TOO_LARGE$/.test(String(error.code))
  );
}

function noFile(): Refusal {
  return new Refusal('invalid', 'FILE_NEEDED', {
    ja: '診断するファイルを選択してください。',
    en: 'Choose the files to diagnose.',
  });
}

function tooMuch(): Refusal {
  return new Refusal('too-large', 'FILES_TOO_LARGE', {
    ja: '一度に診断できるのは 500 個のファイル、合計 256 MB までです。それより大きい場合は baton diagnose を使用してください。',
    en: 'At most 500 files and 256 MB can be diagnosed at once. Use baton diagnose for more.',
  });
}
