import { CLIENT } from './client.ts';
import { CO_MANAGEMENT } from './co-management.ts';
import { COEXISTENCE } from './coexistence.ts';
import { EVENTS } from './events.ts';
import type { LogPattern } from './pattern.ts';
import { SETUP } from './setup.ts';

/** Every pattern. Their order is the order of facts that one line gives. */
export const PATTERNS: readonly LogPattern[] = [...COEXISTENCE, ...CO_MANAGEMENT, ...CLIENT, ...EVENTS, ...SETUP];
