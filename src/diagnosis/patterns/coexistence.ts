import type { LogPattern } from './pattern.ts';

/** Coexistence with another MDM, both ways. Any client log: the check sits in a library that the components share. */
export const COEXISTENCE: readonly LogPattern[] = [
  {
    id: 'coexist-vendor',
    components: null,
    literal: 'enrolled to an unexpected vendor',
    pattern: /enrolled to an unexpected vendor, it will be set in co-existence mode/i,
  },
  {
    id: 'coexist-detected',
    components: null,
    literal: 'co-existence mode detected',
    pattern: /Co-existence mode detected\. This device is externally managed/i,
  },
  {
    // the opposite of the two above, although it holds the words "externally managed"
    id: 'coexist-not',
    components: null,
    literal: 'is not externally managed',
    pattern: /This device is not externally managed/i,
  },
];
