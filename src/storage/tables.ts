import type { Generated, GeneratedAlways } from 'kysely';

/** A jsonb column: any JSON when read, an object, array or text of JSON when written. */
export type Json = unknown;

export interface SettingsTable {
  key: string;
  value: Json;
  changed_at: Generated<Date>;
  changed_by: string;
}

export interface AuthoritiesTable {
  kind: 'device-root' | 'device-issuing' | 'tls-root' | 'tls-server';
  certificate_der: Buffer;
  sealed_key: Buffer;
  created_at: Generated<Date>;
}

export interface InstallationFilesTable {
  name: string;
  content: Buffer;
  sha256: Buffer;
  detail: Generated<Json>;
  uploaded_at: Generated<Date>;
  uploaded_by: string;
}

export interface OperatorsTable {
  id: string;
  user_name: string;
  display_name: string;
  role: 'administrator' | 'viewer';
  password_hash: string;
  must_change_password: Generated<boolean>;
  disabled_at: Date | null;
  preferences: Generated<Json>;
  created_at: Generated<Date>;
  last_sign_in_at: Date | null;
}

export interface OperatorSessionsTable {
  token_hmac: Buffer;
  operator_id: string;
  csrf_token: string;
  created_at: Generated<Date>;
  last_used_at: Generated<Date>;
  expires_at: Date;
}

export interface ApiTokensTable {
  id: string;
  name: string;
  role: 'administrator' | 'viewer';
  token_hmac: Buffer;
  created_by: string;
  created_at: Generated<Date>;
  expires_at: Date | null;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface AuditEntriesTable {
  id: string;
  at: Generated<Date>;
  actor: string;
  action: string;
  target_kind: string;
  target_id: string;
  target_name: Generated<string>;
  result: 'done' | 'refused';
  before: Json;
  after: Json;
  request_id: string;
}

export interface UsersTable {
  id: string;
  upn: string;
  display_name: string;
  reading: Generated<string>;
  department: Generated<string>;
  email: Generated<string>;
  disabled: Generated<boolean>;
  source: string;
  search: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface GroupsTable {
  id: string;
  name: string;
  source: string;
  search: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface MembershipsTable {
  group_id: string;
  user_id: string;
}

export interface ImportsTable {
  id: string;
  kind: 'users' | 'pcs';
  file_name: string;
  size: Generated<number>;
  encoding: string;
  delimiter: Generated<string>;
  lines: Generated<number>;
  utf8_bad_line: number | null;
  sjis_bad_line: number | null;
  heads: Generated<string[]>;
  fields: Generated<(string | null)[]>;
  make_groups: Generated<boolean>;
  state: 'uploading' | 'uploaded' | 'checking' | 'checked' | 'importing' | 'done' | 'failed' | 'stopped';
  total_rows: Generated<number>;
  done_rows: Generated<number>;
  added: Generated<number>;
  changed: Generated<number>;
  unchanged: Generated<number>;
  dropped: Generated<number>;
  failed: Generated<number>;
  cursor_line: Generated<number>;
  generation: Generated<number>;
  problem: Json;
  created_by: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
  run_by: string | null;
  run_request: string | null;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface ImportChunksTable {
  import_id: string;
  seq: number;
  content: Buffer;
}

export interface ImportRowsTable {
  import_id: string;
  line: number;
  cells: string[];
  reason: string | null;
  params: Json;
}

export interface ImportMappingsTable {
  kind: 'users' | 'pcs';
  heads_sha256: Buffer;
  fields: (string | null)[];
  used_at: Generated<Date>;
}

export interface PackagesTable {
  id: string;
  name: string;
  platform: 'configmgr' | 'epm' | 'none';
  target: 'users' | 'groups' | 'pcs';
  target_detail: Generated<Json>;
  planned: number | null;
  known_required: 'stated' | 'listed';
  networks: Generated<string[]>;
  pin_validity_hours: number;
  pcs_per_user: number;
  without_user: 'wait' | 'enroll';
  plain_way: Generated<boolean>;
  stop_after: number;
  continued_at: Date | null;
  paused_at: Date | null;
  paused_why: 'first-pcs' | 'failures' | null;
  paused_detail: Json;
  roster_state: Generated<'building' | 'ready' | 'failed'>;
  roster_total: Generated<number>;
  roster_done: Generated<number>;
  roster_excluded: Generated<number>;
  created_by: string;
  created_at: Generated<Date>;
  revoked_at: Date | null;
  revoked_by: string | null;
}

export interface PinsTable {
  package_id: string;
  id: string;
  pin_hmac: Buffer;
  key_id: string;
  minted_at: Generated<Date>;
  minted_by: string;
  expires_at: Date;
  revoked_at: Date | null;
  revoked_by: string | null;
  revoked_why: string | null;
}

export interface RosterRowsTable {
  package_id: string;
  id: GeneratedAlways<number>;
  kind: 'user' | 'pc';
  capacity: Generated<number>;
  user_id: string | null;
  upn_key: string | null;
  device_id: string | null;
  name: string | null;
  name_key: string | null;
  domain: string | null;
  serial: string | null;
  uuid: string | null;
  configmgr_id: string | null;
  epm_id: string | null;
  excluded_why: string | null;
}

export interface PackagePcsTable {
  package_id: string;
  key: string;
  device_id: string | null;
  name: string;
  name_key: string;
  user_name: Generated<string>;
  stage: string | null;
  files_copied_at: Date | null;
  script_ran_at: Date | null;
  claim_accepted_at: Date | null;
  certificate_issued_at: Date | null;
  first_session_at: Date | null;
  inventory_matched_at: Date | null;
  outcome: Generated<'not-seen' | 'in-progress' | 'waiting' | 'failed' | 'done'>;
  outcome_at: Date | null;
  is_proved: Generated<boolean>;
  reason_id: string | null;
  reason_params: Json;
  hresult: string | null;
  detail: string | null;
  log_tail: string | null;
  kit: string | null;
  address: string | null;
  updated_at: Generated<Date>;
}

export interface DevicesTable {
  id: string;
  name: string;
  name_key: string;
  domain: Generated<string>;
  serial: string | null;
  uuid: string | null;
  maker: string | null;
  model: string | null;
  configmgr_id: string | null;
  epm_id: string | null;
  hwdevid: string | null;
  os_version: string | null;
  os_edition: number | null;
  user_id: string | null;
  user_upn: string | null;
  user_name: string | null;
  platform: 'configmgr' | 'epm' | 'none' | null;
  package_id: string | null;
  known: 'stated' | 'listed' | 'weak' | 'unbound' | null;
  accepted_why: string | null;
  stage: string | null;
  stage_at: Date | null;
  state: 'notseen' | 'enrolling' | 'waiting' | 'enrolled' | 'probation' | 'failed' | 'leaving' | 'left';
  state_since: Generated<Date>;
  reason_id: string | null;
  reason_params: Json;
  enrolled_at: Date | null;
  last_contact_at: Date | null;
  next_contact_at: Date | null;
  certificate_expires_at: Date | null;
  search: string;
  created_at: Generated<Date>;
  updated_at: Generated<Date>;
}

export interface DeviceEventsTable {
  device_id: string;
  id: string;
  at: Generated<Date>;
  kind: string;
  actor: Generated<string>;
  detail: Generated<Json>;
}

export interface InventoryItemsTable {
  device_id: string;
  uri: string;
  value: string | null;
  format: string | null;
  status: number;
  seen_at: Date;
}

export interface ClaimsTable {
  id: string;
  device_id: string;
  package_id: string;
  pin_id: string | null;
  roster_row_id: number | null;
  state: 'reserved' | 'used' | 'released' | 'expired' | 'replaced' | 'revoked';
  secret_hmac: Buffer | null;
  token_hmac: Buffer;
  identity_kind: 'user' | 'computer';
  identity_name: string;
  name_key: string;
  macs: Generated<string>;
  facts: Json;
  known: 'stated' | 'listed' | 'unbound';
  hwdevid: string | null;
  address: string | null;
  created_at: Generated<Date>;
  expires_at: Date;
  renew_until: Date;
  used_at: Date | null;
  first_session_at: Date | null;
  inventory_matched_at: Date | null;
  ended_at: Date | null;
  ended_by: string | null;
}

export interface EnrollmentsTable {
  device_id: string;
  id: string;
  claim_id: string;
  package_id: string;
  enrollment_type: 'Device' | 'Full';
  source: string;
  hwdevid: string | null;
  state: 'issued' | 'active' | 'leaving' | 'ended';
  probation: Generated<boolean>;
  bound: 'mac' | 'secret' | 'weak' | 'plain';
  client_hash: string;
  server_hash: string;
  client_nonce: Buffer;
  previous_client_nonce: Buffer | null;
  context: Generated<Json>;
  created_at: Generated<Date>;
  first_session_at: Date | null;
  ended_at: Date | null;
  ended_why: string | null;
}

export interface CertificatesTable {
  device_id: string;
  serial: string;
  enrollment_id: string;
  fingerprint: Buffer;
  der: Buffer;
  not_before: Date;
  not_after: Date;
  issued_at: Generated<Date>;
  revoked_at: Date | null;
  revoked_why: string | null;
}

export interface AttemptsTable {
  day: string;
  fold: string;
  id: string;
  first_at: Date;
  last_at: Date;
  count: Generated<number>;
  step: 'claim' | 'discovery' | 'policy' | 'enrollment' | 'session';
  outcome: 'accepted' | 'later' | 'refused' | 'unreadable';
  reason_id: string | null;
  reason_params: Json;
  hresult: string | null;
  device_id: string | null;
  package_id: string | null;
  claim_id: string | null;
  pc_name: Generated<string>;
  user_name: Generated<string>;
  address: string | null;
  request_id: string;
  detail: Generated<Json>;
  message: string | null;
}

export interface SessionsTable {
  device_id: string;
  id: string;
  enrollment_id: string;
  session_id: string;
  state: 'open' | 'ended' | 'aborted';
  started_at: Generated<Date>;
  last_at: Generated<Date>;
  messages: Generated<number>;
  last_msg_id: Generated<number>;
  authenticated: Generated<boolean>;
  failures: Generated<number>;
  login_status: string | null;
  last_request_sha256: Buffer | null;
  last_reply: Buffer | null;
}

export interface SessionMessagesTable {
  device_id: string;
  at: Date;
  session: string;
  msg_id: number;
  direction: 'received' | 'sent';
  xml: string;
}

export interface CommandsTable {
  device_id: string;
  id: GeneratedAlways<number>;
  enrollment_id: string;
  purpose: 'inventory' | 'unenroll' | 'baton';
  verb: 'Get' | 'Add' | 'Replace' | 'Delete' | 'Exec';
  uri: string;
  format: string | null;
  data: string | null;
  state: Generated<'queued' | 'sent' | 'acknowledged' | 'failed' | 'expired'>;
  queued_at: Generated<Date>;
  queued_by: string;
  expires_at: Date;
  session: string | null;
  msg_id: number | null;
  cmd_id: number | null;
  sent_at: Date | null;
  tries: Generated<number>;
  done_at: Date | null;
  status: number | null;
  original_error: string | null;
  result: string | null;
}

/** Every table of the database by its name, for Kysely; the migrations are the source. */
export interface Tables {
  settings: SettingsTable;
  authorities: AuthoritiesTable;
  installation_files: InstallationFilesTable;
  operators: OperatorsTable;
  operator_sessions: OperatorSessionsTable;
  api_tokens: ApiTokensTable;
  audit_entries: AuditEntriesTable;
  users: UsersTable;
  groups: GroupsTable;
  memberships: MembershipsTable;
  imports: ImportsTable;
  import_chunks: ImportChunksTable;
  import_rows: ImportRowsTable;
  import_mappings: ImportMappingsTable;
  packages: PackagesTable;
  pins: PinsTable;
  roster_rows: RosterRowsTable;
  package_pcs: PackagePcsTable;
  devices: DevicesTable;
  device_events: DeviceEventsTable;
  inventory_items: InventoryItemsTable;
  claims: ClaimsTable;
  enrollments: EnrollmentsTable;
  certificates: CertificatesTable;
  attempts: AttemptsTable;
  sessions: SessionsTable;
  session_messages: SessionMessagesTable;
  commands: CommandsTable;
}
