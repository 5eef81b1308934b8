import { inspect } from 'node:util';

const MARK = '[secret]';

/** A value that must reach no log, page or error: printing it in any way gives a fixed mark. */
export interface Secret {
  /** The value itself; call it where it is used, and keep the result nowhere. */
  reveal(): string;
  toString(): string;
  toJSON(): string;
}

/** Wraps a value; the only way back is `reveal`. */
export function secret(value: string): Secret {
  const mark = () => MARK;
  return Object.freeze({ reveal: () => value, toString: mark, toJSON: mark, [inspect.custom]: mark });
}
