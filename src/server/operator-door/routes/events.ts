import { Readable } from 'node:stream';
import { mayStillRead } from '../access.ts';
import type { OperatorApp } from '../app.ts';
import type { OperatorServices } from '../services.ts';

const BEAT_MS = 25_000;

/** Which lists changed, as server-sent events: one stream for each open console, ended with the session that opened it. */
export function eventRoutes(app: OperatorApp, services: OperatorServices): void {
  app.get('/events', { config: { access: 'viewer', isUnattended: true } }, async (request, reply) => {
    const stream = new Readable({ read: () => undefined });
    const end = () => {
      clearInterval(beat);
      unsubscribe();
      if (!stream.readableEnded && !stream.destroyed) stream.push(null);
    };
    const endIfOver = async () => {
      // a database that is away says nothing about the session; the next beat asks again
      const may = await mayStillRead(request, services).catch(() => true);
      if (!may) end();
      return may;
    };
    const unsubscribe = services.live.subscribe((event) => {
      stream.push(`data: ${JSON.stringify(event)}\n\n`);
      if (event.topic === 'operators') void endIfOver();
    });
    // proxies drop a connection that says nothing
    const beat = setInterval(async () => {
      if ((await endIfOver()) && !stream.destroyed) stream.push(': still here\n\n');
    }, BEAT_MS);
    request.raw.once('close', end);
    streams.add(end);
    stream.once('close', () => streams.delete(end));
    stream.push('retry: 3000\n\n');
    return reply.type('text/event-stream').header('cache-control', 'no-store').send(stream);
  });
  const streams = new Set<() => void>();
  app.addHook('preClose', async () => {
    for (const end of streams) end();
  });
}
