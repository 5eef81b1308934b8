import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyRequest } from 'fastify';
import type { HandedFile } from '../../devices/evidence/files/examine-files.ts';
import { Refusal } from '../../storage/refusal.ts';
import { createUploadTurns } from './upload-turns.ts';

/** Bytes of one upload for diagnosis, all files together; larger logs are for `baton diagnose`. */
export const UPLOAD_BYTES = 256 * 1024 ** 2;
const UPLOAD_FILES = 500;
/** Uploads that this process takes at once, so that no more than so many times `UPLOAD_BYTES` stand on its disk. */
const UPLOADS_AT_ONCE = 4;
/** An upload of which nothing comes for so long is given up. */
const STALLED_MS = 60_000;
const LATER_SECONDS = 10;
const turns = createUploadTurns(UPLOADS_AT_ONCE);

/**
 * Receives the files of a form into a folder of its own, lets `work` have them, and removes them whatever happens. Names
 * are kept for evidence only and never become a path. One at a time for each person, and so many for all.
 * @throws Refusal when there is no file, too many, or too much; `later` while others upload
 */
export async function withReceivedFiles<Result>(
  request: FastifyRequest,
  work: (files: readonly HandedFile[]) => Promise<Result>,
): Promise<Result> {
  if (!request.isMultipart()) throw noFile();
  const turn = turns.take(`${request.actor.kind} ${request.actor.id}`);
  if (typeof turn === 'string') throw busy(turn);
  try {
    return await receive(request, work);
  } finally {
    turn();
  }
}

async function receive<Result>(
  request: FastifyRequest,
  work: (files: readonly HandedFile[]) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-upload-'));
  const giveUp = whenStalled(request);
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
    giveUp.cancel();
    if (files.length === 0) throw noFile();
    return await work(files);
  } catch (error) {
    throw isLimit(error) ? tooMuch() : error;
  } finally {
    giveUp.cancel();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Breaks off a request of which no more bytes come. */
function whenStalled(request: FastifyRequest): { cancel(): void } {
  let seen = -1;
  const timer = setInterval(() => {
    if (request.socket.bytesRead === seen) request.raw.destroy();
    seen = request.socket.bytesRead;
  }, STALLED_MS);
  timer.unref();
  return { cancel: () => clearInterval(timer) };
}

/** What the multipart reader throws at its own limits. */
function isLimit(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    /^FST_(FILES|PARTS|FIELDS)_LIMIT$|^FST_REQ_FILE_TOO_LARGE$/.test(String(error.code))
  );
}

function busy(who: 'person' | 'all'): Refusal {
  const text =
    who === 'person'
      ? {
          ja: '前に送信したファイルを処理しています。終わってからもう一度お試しください。',
          en: 'The files you sent before are still being processed. Try again when that is done.',
        }
      : {
          ja: '他の人が送信したファイルを処理しています。数秒後にもう一度お試しください。',
          en: 'Files of other people are being processed. Try again in a few seconds.',
        };
  return new Refusal('later', 'UPLOADS_BUSY', text, { retryAfterSeconds: LATER_SECONDS });
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
