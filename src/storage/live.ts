import type pg from 'pg';
import type { Database, Queryable } from './database.ts';

/** Lists of the console that may change while somebody looks at them. */
export type LiveTopic = 'devices' | 'packages' | 'attempts' | 'imports' | 'sources' | 'overview' | 'operators';

/** Says which list changed, and which row where one is meant. */
export interface LiveEvent {
  readonly topic: LiveTopic;
  readonly id: string | null;
}

/** Tells every open console, on all nodes, that a list changed; inside a transaction it goes out at the commit. */
export async function notifyLive(q: Queryable, topic: LiveTopic, id: string | null = null): Promise<void> {
  await q.query("select pg_notify('live', $1)", [JSON.stringify({ topic, id })]);
}

/** A subscription to the changes of all nodes. */
export interface LiveFeed {
  /** Calls `listener` for every change until the returned function is called. */
  subscribe(listener: (event: LiveEvent) => void): () => void;
  close(): Promise<void>;
}

const RECONNECT_MS = 1_000;

/** Listens on one connection for everybody on this node, and opens another one when it is lost. */
export async function watchLive(database: Database): Promise<LiveFeed> {
  const listeners = new Set<(event: LiveEvent) => void>();
  let closed = false;
  let client: pg.PoolClient | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lost = (broken: pg.PoolClient) => {
    if (client !== broken) return;
    client = undefined;
    broken.release(true);
    if (!closed) timer = setTimeout(() => void connect().catch(() => undefined), RECONNECT_MS).unref();
  };
  const connect = async () => {
    let opened: pg.PoolClient;
    try {
      opened = await database.pool.connect();
    } catch (error) {
      if (!closed) timer = setTimeout(() => void connect().catch(() => undefined), RECONNECT_MS).unref();
      throw error;
    }
    client = opened;
    opened.on('error', () => lost(opened));
    opened.on('end', () => lost(opened));
    opened.on('notification', (message) => {
      const event = JSON.parse(message.payload ?? '{}') as LiveEvent;
      for (const listener of listeners) listener(event);
    });
    await opened.query('listen live');
  };
  await connect();

  return {
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: async () => {
      closed = true;
      clearTimeout(timer);
      const open = client;
      client = undefined;
      open?.release(true);
    },
  };
}
