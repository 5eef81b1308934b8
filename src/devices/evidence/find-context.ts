import type { Queryable } from '../../storage/database.ts';
import { findListFacts } from '../device-lists/list-facts.ts';
import { findIntentions } from '../intentions/find-intentions.ts';
import { intentionOf } from '../model/intention.ts';
import type { EvidencePc } from './evidence-pc.ts';
import type { DiagnosisContext } from './read-evidence.ts';

/** What a diagnosis of a PC needs beside its evidence: what device lists say of it, and what it is meant to become. */
export type PcContext = Pick<DiagnosisContext, 'intention' | 'said'>;

/** The contexts of these PCs. One that showed a package's PIN and has no record is meant for Baton. */
export async function findContexts(
  q: Queryable,
  pcs: readonly { readonly pc: EvidencePc; readonly deviceId: string | null }[],
): Promise<ReadonlyMap<EvidencePc, PcContext>> {
  const said = await findListFacts(
    q,
    pcs.map(({ pc }) => pc),
  );
  const intentions = await findIntentions(
    q,
    pcs.flatMap(({ deviceId }) => deviceId ?? []),
  );
  return new Map(
    pcs.map(({ pc, deviceId }) => {
      const word = deviceId === null ? 'baton' : (intentions.get(deviceId)?.intention ?? null);
      return [pc, { intention: intentionOf(word), said: said.get(pc) ?? [] }];
    }),
  );
}

/** The context of one PC. */
export async function findContext(q: Queryable, pc: EvidencePc, deviceId: string | null): Promise<PcContext> {
  return (await findContexts(q, [{ pc, deviceId }])).get(pc) ?? { intention: {}, said: [] };
}
