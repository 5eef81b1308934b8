import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { isDatabaseAway } from '../../storage/database-away.ts';
import { Refusal, type RefusalKind, type RefusalText } from '../../storage/refusal.ts';
import { UnknownCaller } from './access.ts';

const STATUS: Readonly<Record<RefusalKind, number>> = {
  invalid: 400,
  forbidden: 403,
  'not-found': 404,
  conflict: 409,
  'too-large': 413,
  later: 429,
  unavailable: 503,
};

const TEXTS = {
  signIn: { ja: 'サインインしてください。', en: 'Sign in first.' },
  token: {
    ja: 'API トークンが正しくないか、期限切れまたは削除済みです。',
    en: 'The API token is unknown, expired or deleted.',
  },
  input: { ja: '入力内容が正しくありません。', en: 'The input is not valid.' },
  tooLarge: { ja: '要求が大きすぎます。', en: 'The request is too large.' },
  notFound: { ja: '見つかりません。', en: 'Not found.' },
  database: {
    ja: 'データベースに接続できません。しばらくしてからもう一度お試しください。',
    en: 'The database cannot be reached. Try again later.',
  },
  inside: {
    ja: 'サーバーで処理できませんでした。要求 ID でログを確認してください。',
    en: 'The server could not process it. See the log for the request ID.',
  },
} satisfies Record<string, RefusalText>;

/** The one place where an error becomes an answer of the API: a code, a sentence in both languages, the request ID. */
export function renderError(error: FastifyError | Error, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const send = (status: number, code: string, message: RefusalText, field?: string) =>
    reply
      .code(status)
      .send({ error: { code, message, ...(field === undefined ? {} : { field }), requestId: request.id } });
  if (error instanceof UnknownCaller)
    return send(401, 'SIGN_IN_NEEDED', error.showedToken ? TEXTS.token : TEXTS.signIn);
  if (error instanceof Refusal) {
    if (error.retryAfterSeconds !== undefined) reply.header('retry-after', error.retryAfterSeconds);
    return send(error.code === 'SIGN_IN_FAILED' ? 401 : STATUS[error.kind], error.code, error.text, error.field);
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const path = error.validation[0]?.instancePath.replace(/^\//, '').replaceAll('/', '.');
    return send(400, 'INPUT_NOT_VALID', TEXTS.input, path);
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return send(413, 'TOO_LARGE', TEXTS.tooLarge);
  if (status !== undefined && status >= 400 && status < 500) return send(status, 'INPUT_NOT_VALID', TEXTS.input);
  if (isDatabaseAway(error)) return send(503, 'DATABASE_AWAY', TEXTS.database);
  request.log.error({ requestId: request.id, err: error }, 'operator request failed');
  return send(500, 'SERVER_ERROR', TEXTS.inside);
}

/** 404 of the API in its one shape. */
export function renderNotFound(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply.code(404).send({ error: { code: 'NOT_FOUND', message: TEXTS.notFound, requestId: request.id } });
}
