import { Readable } from 'node:stream';
import type { OperatorApp } from '../app.ts';
import type { OperatorServices } from '../services.ts';

const BEAT_MS = 25_000;

/** Which lists changed, as server-sent events: one stream for each open console. */
export function eventRoutes(app: OperatorApp, services: OperatorServices): void {
  app.get('/events', { config: { access: 'viewer' } }, async (request, reply) => {
    const stream = new Readable({ read: () => undefined });
    const unsubscribe = services.live.subscribe((event) => stream.push(`data: ${JSON.stringify(event)}\n\n`));
    // proxies drop a connection that says nothing
    const beat = setInterval(() => stream.push(': still here\n\n'), BEAT_MS);
    const end = () => {
      clearInterval(beat);
      unsubscribe();
      stream.destroy();
    };
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
