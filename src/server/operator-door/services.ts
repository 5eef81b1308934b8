import type { Settings } from '../../config/settings.ts';
import type { EvidenceRoom } from '../../devices/evidence/evidence-room.ts';
import type { ImportsRoom } from '../../directory/imports/imports-room.ts';
import type { SourcesRoom } from '../../directory/sources/sources-room.ts';
import type { OperatorsRoom } from '../../operators/operators-room.ts';
import type { PackagesRoom } from '../../packages/packages-room.ts';
import type { Database } from '../../storage/database.ts';
import type { LiveFeed } from '../../storage/live.ts';

/** What the routes of the operator door are given. */
export interface OperatorServices {
  readonly database: Database;
  readonly operators: OperatorsRoom;
  readonly packages: PackagesRoom;
  readonly imports: ImportsRoom;
  readonly sources: SourcesRoom;
  readonly evidence: EvidenceRoom;
  /** Runs a task of the worker soon. */
  readonly queueTask: (task: string) => Promise<void>;
  readonly settings: { current(): Settings; reload(): Promise<void> };
  readonly live: LiveFeed;
  readonly environment: 'production' | 'training';
  readonly version: string;
  readonly addresses: {
    readonly enrollment: string;
    readonly management: string;
    readonly operator: string;
    readonly discovery: string;
  };
  readonly clock: () => Date;
}
