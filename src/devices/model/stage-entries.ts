import type { Text } from './reasons.ts';
import { STAGES, type Stage } from './stages.ts';
import { type Language, momentText } from './time-text.ts';

/** One stage on a PC's page. `said`: only the PC says so. `not-available`: passed, but its carrier does not report it. */
export interface StageEntry {
  readonly stage: Stage;
  readonly at: Date | null;
  readonly state: 'done' | 'waiting' | 'failed' | 'not-seen' | 'not-available';
  readonly said: boolean;
  readonly detail: Text | null;
}

export interface StageFacts {
  readonly stage: Stage | null;
  readonly times: Partial<Readonly<Record<Stage, Date>>>;
  /** The last outcome was a failure: it stands at the stage that was not reached. */
  readonly hasFailed: boolean;
  readonly kit: string | null;
  /** MAC addresses in the claim. */
  readonly macs: number | null;
  readonly certificateExpiresAt: Date | null;
  readonly nextContactBy: Date | null;
}

const SAID: ReadonlySet<Stage> = new Set(['files-copied', 'script-ran']);

/** The six stages of a PC, each with its time or what it waits for. */
export function stageEntries(facts: StageFacts): StageEntry[] {
  const reached = facts.stage === null ? -1 : STAGES.indexOf(facts.stage);
  return STAGES.map((stage, index) => {
    const at = facts.times[stage] ?? null;
    const state =
      index <= reached
        ? at === null
          ? 'not-available'
          : 'done'
        : index > reached + 1
          ? 'not-seen'
          : facts.hasFailed
            ? 'failed'
            : reached < 0
              ? 'not-seen'
              : 'waiting';
    return {
      stage,
      at: index <= reached ? at : null,
      state,
      said: SAID.has(stage),
      detail: detailOf(stage, state, facts),
    };
  });
}

function detailOf(stage: Stage, state: StageEntry['state'], facts: StageFacts): Text | null {
  if (stage === 'script-ran' && state === 'done' && facts.kit !== null && facts.kit !== '') {
    return { ja: `setup.ps1 ${facts.kit}`, en: `setup.ps1 ${facts.kit}` };
  }
  if (stage === 'claim-accepted' && state === 'done' && facts.macs !== null) {
    return {
      ja: `PIN、名前、MAC ${facts.macs} 件`,
      en: `PIN, name, ${facts.macs} MAC ${facts.macs === 1 ? 'address' : 'addresses'}`,
    };
  }
  if (stage === 'certificate-issued' && state === 'done' && facts.certificateExpiresAt !== null) {
    const until = facts.certificateExpiresAt;
    return both((language) => ({
      ja: `期限 ${momentText(until, language)}`,
      en: `until ${momentText(until, language)}`,
    }));
  }
  if (stage === 'first-session' && state === 'waiting' && facts.nextContactBy !== null) {
    const by = facts.nextContactBy;
    return both((language) => ({
      ja: `遅くとも ${momentText(by, language)}`,
      en: `by ${momentText(by, language)} at the latest`,
    }));
  }
  return null;
}

function both(sentence: (language: Language) => Text): Text {
  return { ja: sentence('ja').ja, en: sentence('en').en };
}
