import type { LogPattern } from './pattern.ts';

const KIT = ['Baton'];

/** setup.ps1's own log: CMTrace records of the component Baton. */
export const SETUP: readonly LogPattern[] = [
  {
    id: 'kit-package',
    fact: 'kit.package',
    components: KIT,
    literal: null,
    pattern: /package (?<value>[0-9a-f-]{36}), kit (?<version>[\w.-]{1,40})/i,
  },
  {
    id: 'kit-claim',
    fact: 'kit.claim',
    components: KIT,
    literal: null,
    pattern: /claim (?<value>[0-9a-f-]{36}) accepted/i,
  },
  {
    id: 'kit-refused',
    fact: 'kit.reason',
    components: KIT,
    literal: null,
    pattern: /refused: (?<value>[A-Z][A-Z0-9_]{2,40})/,
  },
  {
    // the last line of a run: "Baton: … [REASON] (exit code N)"
    id: 'kit-end-reason',
    fact: 'kit.reason',
    components: KIT,
    literal: null,
    pattern: /\[(?<value>[A-Z][A-Z0-9_]{2,40})\] \(exit code /,
  },
  {
    id: 'kit-end',
    fact: 'kit.exit',
    components: KIT,
    literal: null,
    pattern: /\(exit code (?<value>\d{1,4})\)/,
    types: { value: 'number' },
  },
  {
    // how one way of enrolling ended: "icd: 0x8018000A words" or "shared-ppkg:  enrolled"
    id: 'kit-way',
    fact: 'kit.way',
    components: KIT,
    literal: null,
    pattern: /(?<value>icd|shared-ppkg|baton-ppkg|register): (?<result>0x[0-9A-F]{8}|(?= ?enrolled))/i,
  },
  {
    id: 'kit-enrolled',
    fact: 'kit.enrolled',
    components: KIT,
    literal: null,
    pattern: /(?:icd|shared-ppkg|baton-ppkg|register): {1,2}enrolled/i,
  },
  {
    id: 'kit-discovery',
    fact: 'kit.discovery',
    components: KIT,
    literal: null,
    pattern: /Windows' discovery: (?<value>0x[0-9A-F]{8})/i,
    types: { value: 'unsigned' },
  },
  {
    id: 'kit-residue',
    fact: 'kit.residue',
    components: KIT,
    literal: null,
    pattern: /residue of an enrollment: (?<scope>[0-9A-F-]{36}) (?<value>[^\r\n]{0,200})/i,
  },
  {
    id: 'kit-trust',
    fact: 'kit.trust',
    components: KIT,
    literal: null,
    pattern: /TLS: (?<value>[^\r\n]{1,300})/,
  },
];
