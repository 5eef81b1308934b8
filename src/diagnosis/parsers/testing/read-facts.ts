import { createFacts, type Facts } from '../../model/facts.ts';
import { createReader } from '../create-reader.ts';

/** Reads a whole file of any kind and gives the index over its facts. */
export function readFacts(content: string | Uint8Array, file = 'f'): Facts {
  const { sink, facts } = createFacts();
  const reader = createReader(file, sink);
  reader.write(typeof content === 'string' ? Buffer.from(content) : content);
  reader.end();
  return facts;
}
