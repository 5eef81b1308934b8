import { useEffect, useRef } from 'react';
import { API } from './client.ts';
import type { LiveEvent, Topic } from './types.ts';

const POLL_MS = 10_000;
const TOPICS: readonly Topic[] = ['devices', 'packages', 'attempts', 'imports', 'sources', 'overview', 'operators'];

type Listener = (event: LiveEvent) => void;
const listeners = new Set<Listener>();
let source: EventSource | null = null;
let poll: ReturnType<typeof setInterval> | null = null;
let isPaused = false;

function tell(event: LiveEvent): void {
  for (const listener of listeners) listener(event);
}

function tellAll(): void {
  for (const topic of TOPICS) tell({ topic, id: null });
}

function stopPolling(): void {
  if (poll !== null) clearInterval(poll);
  poll = null;
}

function close(): void {
  source?.close();
  source = null;
  stopPolling();
}

/** One stream per tab; while it is broken the pages ask every ten seconds. */
function open(): void {
  if (source !== null || isPaused || document.hidden || listeners.size === 0) return;
  source = new EventSource(`${API}/events`);
  source.onmessage = (message) => tell(JSON.parse(String(message.data)) as LiveEvent);
  source.onopen = () => {
    // what changed while the stream was broken was told to nobody
    if (poll !== null) tellAll();
    stopPolling();
  };
  source.onerror = () => {
    poll ??= setInterval(() => {
      open();
      tellAll();
    }, POLL_MS);
    // a browser does not come back by itself from an answer that is no stream
    if (source?.readyState === EventSource.CLOSED) source = null;
  };
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) {
    close();
    return;
  }
  open();
  if (!isPaused && listeners.size > 0) tellAll();
});

/** Stops or resumes all live updates of this tab. */
export function pauseLive(paused: boolean): void {
  isPaused = paused;
  if (paused) {
    close();
    return;
  }
  open();
  tellAll();
}

/** Calls `onChange` when something of a topic changed, at most once every `everyMs`, with the ids that changed since. */
export function useLive(topics: readonly Topic[], onChange: (ids: ReadonlySet<string>) => void, everyMs = 2_000): void {
  const latest = useRef(onChange);
  latest.current = onChange;
  const wanted = topics.join();
  useEffect(() => {
    const changed = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | null = null;
    const listener: Listener = (event) => {
      if (!wanted.split(',').includes(event.topic)) return;
      if (event.id !== null) changed.add(event.id);
      timer ??= setTimeout(() => {
        timer = null;
        const ids = new Set(changed);
        changed.clear();
        latest.current(ids);
      }, everyMs);
    };
    listeners.add(listener);
    open();
    return () => {
      listeners.delete(listener);
      if (timer !== null) clearTimeout(timer);
    };
  }, [wanted, everyMs]);
}
