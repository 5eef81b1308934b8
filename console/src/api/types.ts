// The console speaks in the API's own types: taken from the schemas as types alone, nothing of zod reaches the browser.
import type { z } from 'zod';
import type { attempt, attemptDetail } from '../../../src/server/operator-door/schemas/attempts.ts';
import type {
  apiError,
  exportPreview,
  platform,
  reason,
  stage,
} from '../../../src/server/operator-door/schemas/common.ts';
import type * as lists from '../../../src/server/operator-door/schemas/device-lists.ts';
import type * as devices from '../../../src/server/operator-door/schemas/devices.ts';
import type * as diagnoses from '../../../src/server/operator-door/schemas/diagnosis.ts';
import type * as directory from '../../../src/server/operator-door/schemas/directory.ts';
import type * as duplicates from '../../../src/server/operator-door/schemas/duplicates.ts';
import type * as imports from '../../../src/server/operator-door/schemas/imports.ts';
import type * as operators from '../../../src/server/operator-door/schemas/operators.ts';
import type * as overviews from '../../../src/server/operator-door/schemas/overview.ts';
import type * as packages from '../../../src/server/operator-door/schemas/packages.ts';
import type * as sources from '../../../src/server/operator-door/schemas/sources.ts';

/** A sentence in both languages. */
export interface Text {
  readonly ja: string;
  readonly en: string;
}
/** A list answer: when it was true, how the query was understood, and the rows. */
export interface ListOf<Item> {
  readonly asOf: string;
  readonly query: Record<string, unknown>;
  readonly items: Item[];
}
export interface Count {
  readonly asOf: string;
  readonly count: number;
}
export type ApiErrorBody = z.output<typeof apiError>;
export type ExportPreview = z.output<typeof exportPreview>;
export type Platform = z.output<typeof platform>;
export type Stage = z.output<typeof stage>;
export type Reason = z.output<typeof reason>;

export type Attempt = z.output<typeof attempt>;
export type AttemptDetail = z.output<typeof attemptDetail>;

export type Device = z.output<typeof devices.deviceItem>;
export type DeviceState = z.output<typeof devices.deviceState>;
export type DeviceDetail = z.output<typeof devices.deviceDetail>;
export type Known = NonNullable<Device['known']>;
export type GroupIntention = z.output<typeof devices.groupIntention>;
export type StageEntry = z.output<typeof devices.stageEntry>;
export type Command = z.output<typeof devices.command>;
export type InventoryItem = z.output<typeof devices.inventoryItem>;
export type Certificate = z.output<typeof devices.certificate>;
export type Session = z.output<typeof devices.session>;
export type SessionMessage = z.output<typeof devices.sessionMessage>;
export type DeviceEvent = z.output<typeof devices.deviceEvent>;
export type NameTrace = z.output<typeof devices.nameTrace>;

export type Diagnosis = z.output<typeof diagnoses.diagnosis>;
export type Finding = Diagnosis['findings'][number];
export type Place = Finding['evidence'][number];
export type Severity = Finding['severity'];
export type Confidence = Finding['confidence'];
export type PcDiagnosis = z.output<typeof diagnoses.pcDiagnosis>;
export type EvidenceItem = z.output<typeof diagnoses.evidenceItem>;
export type DiagnosedPc = z.output<typeof diagnoses.diagnosedPc>;
export type FindingCount = z.output<typeof diagnoses.findingCount>;
export type StateCount = z.output<typeof diagnoses.stateCount>;
export type Coverage = z.output<typeof diagnoses.coverage>;
export type Explanation = z.output<typeof diagnoses.explanation>;
export type HandedIn = z.output<typeof diagnoses.handedIn>;
export type UploadReport = z.output<typeof diagnoses.uploadReport>;
export type Rediagnosis = z.output<typeof diagnoses.rediagnosis>;

export type DeviceList = z.output<typeof lists.deviceList>;
export type ListSource = DeviceList['source'];
export type ListRow = z.output<typeof lists.listRow>;
export type ListRowCounts = z.output<typeof lists.listRowCounts>;
export type Label = z.output<typeof lists.label>;
export type LabelSummary = z.output<typeof lists.labelSummary>;
export type PcLabels = z.output<typeof lists.pcLabels>;

export type Duplicate = z.output<typeof duplicates.duplicate>;
export type DuplicateDetail = z.output<typeof duplicates.duplicateDetail>;
export type DuplicateSearch = z.output<typeof duplicates.duplicateSearch>;
export type DuplicateRule = z.output<typeof duplicates.duplicateRule>;
export type DuplicateKey = DuplicateRule['keys'][number];
export type StoredDuplicateRule = z.output<typeof duplicates.storedRule>;

export type User = z.output<typeof directory.user>;
export type NewUser = z.input<typeof directory.newUser>;
export type UserChange = z.input<typeof directory.userChange>;
export type Group = z.output<typeof directory.group>;
export type CsvImport = z.output<typeof imports.csvImport>;
export type CsvImportDetail = z.output<typeof imports.csvImportDetail>;
export type CsvImportChange = z.input<typeof imports.csvImportChange>;
export type ImportField = z.output<typeof imports.importField>;

export type Source = z.output<typeof sources.source>;
export type SourceConfig = Source['config'];
export type LdapSettings = Extract<SourceConfig, { kind: 'ldap' }>;
export type EntraSettings = Extract<SourceConfig, { kind: 'entra' }>;
export type SourceRun = z.output<typeof sources.sourceRun>;
export type SourceTest = z.output<typeof sources.sourceTest>;
export type RunLine = z.output<typeof sources.runLine>;
export type PlannedChange = z.output<typeof sources.plannedChange>;
export type ScimToken = z.output<typeof sources.scimToken>;
export type ScimTokenWithSecret = z.output<typeof sources.scimTokenWithSecret>;

export type Me = z.output<typeof operators.me>;
export type Preferences = z.output<typeof operators.preferences>;
export type Operator = z.output<typeof operators.operator>;
export type NewOperator = z.input<typeof operators.newOperator>;
export type OperatorWithPassword = z.output<typeof operators.operatorWithPassword>;
export type OperatorChange = z.input<typeof operators.operatorChange>;
export type ApiToken = z.output<typeof operators.apiToken>;
export type NewApiToken = z.input<typeof operators.newApiToken>;
export type ApiTokenWithSecret = z.output<typeof operators.apiTokenWithSecret>;
export type AuditEntry = z.output<typeof operators.auditEntry>;
export type Role = Operator['role'];

export type Overview = z.output<typeof overviews.overview>;
export type SearchResult = z.output<typeof overviews.searchResult>;
export type Setting = z.output<typeof overviews.setting>;
export type Addresses = z.output<typeof overviews.addresses>;
export type LiveEvent = z.output<typeof overviews.liveEvent>;
export type Topic = LiveEvent['topic'];

export type Funnel = z.output<typeof packages.funnel>;
export type Package = z.output<typeof packages.pkg>;
export type PackageState = z.output<typeof packages.packageState>;
export type PackageTarget = z.input<typeof packages.packageTarget>;
export type NewPackage = z.input<typeof packages.newPackage>;
export type TargetPreview = z.output<typeof packages.targetPreview>;
export type StoppedFunctions = z.output<typeof packages.stoppedFunctions>;
export type PackagePc = z.output<typeof packages.packagePc>;
export type PackagePcOutcome = PackagePc['outcome'];
export type Pin = z.output<typeof packages.pin>;
export type SharedPpkg = z.output<typeof packages.sharedPpkg>;
