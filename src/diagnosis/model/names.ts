/**
 * The names of facts: what parsers write and rules read. Spelled as the source spells them, without blanks or punctuation.
 *
 * Values: *flag* = true, false or null; *text*; *code* = unsigned 32-bit number; *time* = ISO UTC text; *number*.
 * An empty text means "the source shows this field as blank"; null means "there, but unknown" (ERROR, UNKNOWN, redacted).
 *
 * ## dsregcmd (rank state; where.line = the field's line; where.time = Client Time of the capture, when it has one)
 * - `ds.section` = true, scope = title ("Tenant Details"): the section was in the capture
 * - flags: `ds.AzureAdJoined`, `ds.EnterpriseJoined`, `ds.DomainJoined`, `ds.TpmProtected`, `ds.AadRecoveryEnabled`,
 *   `ds.WorkplaceJoined`, `ds.NgcSet`, `ds.WamDefaultSet`, `ds.AzureAdPrt`, `ds.EnterprisePrt`, `ds.OnPremTgt`, `ds.CloudTgt`,
 *   `ds.IsDeviceJoined`, `ds.IsUserAzureAD`, `ds.PolicyEnabled`, `ds.PostLogonEnabled`, `ds.DeviceEligible`,
 *   `ds.SessionIsNotRemote`, `ds.managedByMdm` (true where DisplayNameUpdated or OsVersionUpdated is "Managed by MDM")
 * - text: `ds.DeviceName`, `ds.DomainName`, `ds.VirtualDesktop`, `ds.DeviceId`, `ds.Thumbprint`, `ds.KeyProvider`,
 *   `ds.DeviceAuthStatus` ("SUCCESS", "FAILED. …"), `ds.TenantName`, `ds.TenantId`, `ds.Idp`, `ds.MdmUrl`, `ds.MdmTouUrl`,
 *   `ds.MdmComplianceUrl`, `ds.ExecutingAccountName`, `ds.UserContext`, `ds.KeySignTest`, `ds.FallbacktoSyncJoin`,
 *   `ds.FallbacktoFedJoin`, `ds.AzureAdPrtAuthority`, `ds.phase` (Error Phase, lower case), `ds.RegistrationType`,
 *   `ds.ServerErrorCode`, `ds.ServerMessage`, `ds.HttpsStatus`, `ds.PreReqResult`, `ds.DisplayNameUpdated`,
 *   `ds.OsVersionUpdated`; a field nobody listed is `ds.<label without blanks>` as text
 * - time: `ds.ClientTime`, `ds.PreviousRegistration`, `ds.AzureAdPrtUpdateTime`, `ds.AzureAdPrtExpiryTime`,
 *   `ds.certificateFrom`, `ds.certificateTo` (DeviceCertificateValidity)
 * - tests, text PASS, FAIL or SKIPPED: `ds.ADConnectivityTest`, `ds.ADConfigurationTest`, `ds.DRSDiscoveryTest`,
 *   `ds.DRSConnectivityTest`, `ds.KerberosTicketTest`, `ds.TokenacquisitionTest`; of a FAIL also `….code` and `….subcode` (code)
 * - code: `ds.ClientErrorCode`
 * - `ds.prt.<field>`, scope = AzureAdPrt or EnterprisePrt: AttemptStatus (code), PreviousPrtAttempt (time), UserIdentity,
 *   CredentialType, EndpointURI, HTTPError (code), HTTPstatus (number), ServerErrorCode, ServerErrorDescription
 * - `ds.work.<field>`, scope = number of the Work Account: WorkplaceDeviceId, WorkplaceTenantId, WorkplaceMdmUrl, …
 * - `ds.proxy.<field>`, scope = system or user: AutoDetectSettings (flag), AutoConfigurationURL, ProxyServerList,
 *   ProxyBypassList; without scope: `ds.proxy.AutoDetectPACStatus`, `ds.winhttp.AccessType` (text, "DIRECT")
 * - whose session: `ds.account` = system, local, user or null, from Executing Account Name. In a capture of SYSTEM or of a local
 *   user the fields about the user (WorkplaceJoined, Wam…, Ngc…, …Prt, …Tgt) carry that word as scope; without scope they are
 *   about an Entra or domain user, or nobody said about whom
 *
 * ## enrolments (rank state; scope = id in upper case without braces)
 * - `enr.ProviderID`, `enr.UPN`, `enr.DiscoveryServiceFullURL`, `enr.AADResourceID`, `enr.AADTenantID`, `enr.RenewErrorCode`
 *   (text, code); `enr.EnrollmentState`, `enr.EnrollmentType`, `enr.RenewStatus` (number)
 * - `enr.key` = true: the key under Enrollments is there
 * - `enr.linked` = id that its LinkedEnrollment subkey names (one fact each), `enr.account` = true (key in OMADM\Accounts),
 *   `enr.task` = true (tasks under EnterpriseMgmt); without scope `enr.list`, `enr.accountList`, `enr.taskList` = true: that list
 *   was read as a whole
 * - `enrolment/enrolments.ts` judges them by the rule of 2.3 over all facts; `enr.kind` is not a fact
 *
 * ## registry and WMI (rank state)
 * - `cm.CoManagementFlags` (number, unsigned), `cm.ConfigInfo` (number), `cm.ExternallyManaged`, `cm.MmpcEnrollmentFlag` (numbers),
 *   `cm.ClientHealthStatus` (number), `cm.ClientHealthLastSyncTime` (text), `cm.AutopilotInstallationState` (number),
 *   `cm.FallbackToSyncJoin` (number), `cm.scp.TenantId`, `cm.scp.TenantName`, `cm.WpadDisabled` (flag)
 * - `cm.service` = running, stopped, disabled, broken or absent; `cm.serviceStart` = auto, manual, disabled (text);
 *   `cm.ClientVersion`, `cm.SiteCode`, `cm.ManagementPoint`, `cm.ClientId` (text); `cm.registered` (flag);
 *   `cm.namespace` (flag: WMI root\ccm answers); `cm.folder` (flag: files of the client are left)
 * - `cm.CoManaged` (flag), `cm.ComgmtWorkloads` (number, unsigned)
 * - `cm.baseline` = LastComplianceStatus (number or null), scope = name as spelled; `cm.baselineList` = true: the list was read
 * - `gpo.AutoEnrollMDM`, `gpo.UseAADCredentialType`, `gpo.DisableRegistration` (numbers)
 * - `svc.dmwappushservice` = running, stopped, disabled or absent
 * - `epm.agent` = running, stopped, broken or absent; `epm.generation` = LANDesk or Ivanti; `epm.core` (text)
 * - `reg.<KEY\value>` = any value of a .reg file under the keys of reference 2.3, path without the hive, as spelled
 *
 * - of the collector only: `cm.executable`, `cm.setupFolder` (flags), `cm.mp` = type ("Assigned", "Internet"), scope = name of a
 *   management point; `cm.policy.<name>` = values of CCM_CoMgmt_Configuration; `svc.<name>` = running, stopped, disabled or absent;
 *   `epm.uniqueId`. A CoManagementFlags that was looked for and is not there is 0
 *
 * ## the PC (rank state)
 * - `pc.name`, `pc.domain`, `pc.uuid`, `pc.serial`, `pc.maker`, `pc.model`, `pc.consoleUser`, `pc.caption`, `pc.locale` (text),
 *   `pc.build` ("10.0.22631.4460"), `pc.buildNumber`, `pc.edition` (numbers), `pc.server` (flag); of a console's banner with rank log
 * - `collected` (time) of the collector; `collected.<part>` = true or false: that part was read; `collected.redacted`,
 *   `collected.system` (flags), `collected.account` (text)
 * - `proxy.winhttp`, `proxy.user`, `proxy.system` (text, empty = none); scope = user or system: `proxy.pac` (text), `proxy.wpad`
 *   (flag: automatic detection is on); `proxy.wpadName` (flag: the name wpad resolves)
 * - `net.<host>` = true or false (reachable for the collector's account), text in where; `net.<host>.purpose`,
 *   `net.<host>.issuer` (text), `net.<host>.code` (code), `net.<host>.dns` = false (the name does not resolve)
 * - scope = drive: `bitlocker.protectors` (number), `bitlocker.protection` = on, off or unknown
 * - scope = path: `task.exists` (flag), `task.lastResult` (number)
 *
 * ## logs (rank log)
 * - `log.<pattern id>`: every match of a pattern of `patterns/`: value = the capture named `value`, or true. Further captures are
 *   `log.<pattern id>.<capture>` of the same `where` object. The scope, where a pattern has one, is written beside it in
 *   `patterns/`. The newest of each value and scope is kept.
 * - `code` = every error code in any text (0x8…, 0xC…, 0xD… as hexadecimal, signed or unsigned decimal), scope = where it
 *   stood: a `ds.` name, `evt.<id>`, a component, or absent
 * - `aadsts` = number of an AADSTS message; `ds.prt.ServerErrorDescription` is read for it too
 * - `evt.<id>` = code (unsigned) the event's text or data holds, or true; scope = MDM, AAD, UserDeviceRegistration, Provisioning
 *   or another channel's name. An event whose text was copied without its id has only `log.` facts
 *
 * ## setup.ps1 (rank log; from state.json through the collector: rank state)
 * - `kit.reason` = reason id (`refused: REASON`, or `[REASON]` of the last line), `kit.exit` (number), `kit.claim`, `kit.package`
 *   (ids), `kit.package.version`, `kit.way` = icd, shared-ppkg, baton-ppkg or register with `kit.way.result`, `kit.enrolled` = true, `kit.discovery` (code
 *   of Windows' own discovery), `kit.residue` (scope = id), `kit.trust` (text); of state.json also `kit.outcome`, `kit.retryAt`,
 *   `kit.retryReason`
 *
 * ## device lists of consoles (rank said; where = row of the list, where.time = when it was exported)
 * - `srv.ManagedBy` = the column of Intune: Co-managed, Intune, ConfigMgr, or anything else as written
 * - of the site: `srv.Client`, `srv.ClientActive`, `srv.CoManaged`, `srv.ComgmtPolicyPresent`, `srv.MDMEnrolled` (flags), `srv.ClientVersion`
 * - `srv.seen` (time) = when the console last heard of the PC, scope = intune or configmgr
 *
 * ## input (rank said; scope = file)
 * - `input.<problem id>` = true, for each problem of `seen`
 */
export const FACT_ROOTS = [
  'ds',
  'enr',
  'cm',
  'gpo',
  'svc',
  'epm',
  'reg',
  'pc',
  'collected',
  'proxy',
  'net',
  'bitlocker',
  'task',
  'log',
  'code',
  'aadsts',
  'evt',
  'kit',
  'input',
  // rooms that add facts themselves: records of this server, device lists of consoles, the intended state
  'srv',
  'exp',
] as const;

/** First part of a fact's name. */
export type FactRoot = (typeof FACT_ROOTS)[number];
