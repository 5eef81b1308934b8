/** What is known of an old client: able to run, parts of it left, or nothing of it left. */
export type ClientPresence = 'works' | 'remnant' | 'no';

/** Who holds the MDM enrollment; stubs, linked channels and residue count as none. */
export type MdmVendor = 'none' | 'intune' | 'baton' | 'third';

/** The facts that decide a PC's state. */
export interface StateValues {
  /** The ConfigMgr client. */
  readonly client: ClientPresence;
  /** The ConfigMgr client is registered with its site. */
  readonly registered: boolean;
  /** The co-management policy has arrived. */
  readonly policy: boolean;
  /** Intune holds authority over all workloads (capabilities 0x7FFFF0FF or ConfigInfo 1). */
  readonly intuneAuthority: boolean;
  readonly mdm: MdmVendor;
  /** The Ivanti EPM agent. */
  readonly epm: ClientPresence;
  /** A list of Intune shows the PC as uploaded by tenant attach. */
  readonly uploaded: boolean;
}

export type StateInput = keyof StateValues;

/** Every state a PC can be in; `STATE_UNKNOWN` where evidence leaves more than one. */
export type StateId =
  | 'STATE_CO_MANAGED_INTUNE_AUTHORITY'
  | 'STATE_CO_MANAGED'
  | 'STATE_CO_MANAGED_PENDING_ENROLMENT'
  | 'STATE_BOTH_CLIENTS_NO_POLICY'
  | 'STATE_COEXISTENCE'
  | 'STATE_TENANT_ATTACH_ONLY'
  | 'STATE_CM_ONLY'
  | 'STATE_CM_REMNANT'
  | 'STATE_EPM_REMNANT'
  | 'STATE_EPM_ONLY'
  | 'STATE_EPM_AND_BATON'
  | 'STATE_EPM_AND_OTHER_MDM'
  | 'STATE_MDM_ONLY'
  | 'STATE_UNMANAGED'
  | 'STATE_UNKNOWN';

type Row = { readonly [Input in StateInput]?: readonly StateValues[Input][] } & { readonly state: StateId };

/** The truth table: the first row that fits wins; an input that a row does not name may have any value. */
export const STATE_TABLE: readonly Row[] = [
  {
    client: ['works'],
    registered: [true],
    policy: [true],
    intuneAuthority: [true],
    mdm: ['intune'],
    state: 'STATE_CO_MANAGED_INTUNE_AUTHORITY',
  },
  { client: ['works'], registered: [true], policy: [true], mdm: ['intune'], state: 'STATE_CO_MANAGED' },
  { client: ['works'], registered: [true], policy: [true], mdm: ['none'], state: 'STATE_CO_MANAGED_PENDING_ENROLMENT' },
  { client: ['works'], registered: [true], policy: [false], mdm: ['intune'], state: 'STATE_BOTH_CLIENTS_NO_POLICY' },
  { client: ['works'], mdm: ['baton', 'third'], state: 'STATE_COEXISTENCE' },
  {
    client: ['works'],
    registered: [true],
    policy: [false],
    mdm: ['none'],
    uploaded: [true],
    state: 'STATE_TENANT_ATTACH_ONLY',
  },
  { client: ['works'], registered: [true], policy: [false], mdm: ['none'], state: 'STATE_CM_ONLY' },
  { client: ['works'], registered: [false], state: 'STATE_CM_REMNANT' },
  { client: ['remnant'], state: 'STATE_CM_REMNANT' },
  { client: ['no'], epm: ['remnant'], state: 'STATE_EPM_REMNANT' },
  { client: ['no'], mdm: ['none'], epm: ['works'], state: 'STATE_EPM_ONLY' },
  { client: ['no'], mdm: ['baton'], epm: ['works'], state: 'STATE_EPM_AND_BATON' },
  { client: ['no'], mdm: ['intune', 'third'], epm: ['works'], state: 'STATE_EPM_AND_OTHER_MDM' },
  { client: ['no'], mdm: ['intune', 'baton', 'third'], epm: ['no'], state: 'STATE_MDM_ONLY' },
  { client: ['no'], mdm: ['none'], epm: ['no'], state: 'STATE_UNMANAGED' },
];

const PRESENCE: readonly ClientPresence[] = ['works', 'remnant', 'no'];
const EITHER: readonly boolean[] = [true, false];

/** Every value an input can have. */
export const ALL_VALUES: { readonly [Input in StateInput]: readonly StateValues[Input][] } = {
  client: PRESENCE,
  registered: EITHER,
  policy: EITHER,
  intuneAuthority: EITHER,
  mdm: ['none', 'intune', 'baton', 'third'],
  epm: PRESENCE,
  uploaded: EITHER,
};

export const INPUTS = Object.keys(ALL_VALUES) as readonly StateInput[];
