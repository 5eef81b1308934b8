import type { Server } from 'node:tls';

/** A server certificate with its intermediates, and its private key; PEM. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}

/** What looks after the server certificate of the doors. */
export interface TlsWatch {
  /** Looks now. @returns whether the certificate changed */
  look(): Promise<boolean>;
  stop(): void;
}

const HOUR_MS = 3_600_000;

/**
 * Looks every hour, on each node, whether there is another server certificate (reissued before its end, or replaced files)
 * and gives it to the doors. Connections that stand keep theirs; one that cannot be read leaves the former in place.
 */
export function keepTlsFresh(options: {
  readonly doors: readonly Server[];
  readonly current: TlsPair;
  readonly read: () => Promise<TlsPair>;
  readonly log: {
    info(fields: object, text: string): void;
    error(fields: object, text: string): void;
  };
}): TlsWatch {
  let { current } = options;
  const look = async (): Promise<boolean> => {
    try {
      const pair = await options.read();
      if (pair.cert === current.cert && pair.key === current.key) return false;
      for (const door of options.doors) door.setSecureContext({ minVersion: 'TLSv1.2', ...pair });
      current = pair;
      options.log.info({}, 'the doors use another server certificate');
      return true;
    } catch (error) {
      options.log.error({ err: error }, 'the server certificate cannot be read; the doors keep the former one');
      return false;
    }
  };
  const timer = setInterval(() => void look(), HOUR_MS).unref();
  return { look, stop: () => clearInterval(timer) };
}
