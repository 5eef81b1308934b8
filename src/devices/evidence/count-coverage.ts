import type { Queryable } from '../../storage/database.ts';

/** How many PCs diagnosis can speak of, and how many it cannot. */
export interface Coverage {
  /** PCs of the registry with evidence. */
  readonly diagnosed: number;
  /** PCs known by name alone: they showed a PIN, and no claim was accepted. */
  readonly byNameOnly: number;
  /** PCs of the registry from which no evidence came. */
  readonly withoutEvidence: number;
}

/** Counts PCs with and without evidence, so that those without are a number too and never left out. */
export async function countCoverage(q: Queryable): Promise<Coverage> {
  const { rows } = await q.query<Coverage & Record<string, unknown>>(
    `select (select count(*)::int from diagnoses where device_id is not null) as diagnosed,
       (select count(*)::int from diagnoses where device_id is null) as "byNameOnly",
       (select count(*)::int from devices v where not exists (select 1 from diagnoses d where d.device_id = v.id)) as "withoutEvidence"`,
  );
  return rows[0] ?? { diagnosed: 0, byNameOnly: 0, withoutEvidence: 0 };
}
