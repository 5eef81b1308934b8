/** How a refused change is answered: `later` is a matter of time, the others need another input. */
export type RefusalKind = 'invalid' | 'not-found' | 'conflict' | 'forbidden' | 'too-large' | 'later' | 'unavailable';

/** A sentence in both languages. */
export interface RefusalText {
  readonly ja: string;
  readonly en: string;
}

/**
 * A change or question that the rules refuse. It carries the sentence that the person reads, in both languages, the
 * input at fault, and for `later` the seconds to wait. What is thrown inside a transaction rolls it back.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly code: string;
  readonly text: RefusalText;
  readonly field: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(
    kind: RefusalKind,
    code: string,
    text: RefusalText,
    more: { readonly field?: string; readonly retryAfterSeconds?: number } = {},
  ) {
    super(text.en);
    this.kind = kind;
    this.code = code;
    this.text = text;
    this.field = more.field;
    this.retryAfterSeconds = more.retryAfterSeconds;
  }
}

/** The object does not exist, or no longer. */
export function notFound(): Refusal {
  return new Refusal('not-found', 'NOT_FOUND', {
    ja: '見つかりません。削除されたか、URL が正しくない可能性があります。',
    en: 'Not found. It may have been deleted, or the URL is wrong.',
  });
}

/** Whether an error says that the object does not exist. */
export function isNotFound(error: unknown): boolean {
  return error instanceof Refusal && error.kind === 'not-found';
}
