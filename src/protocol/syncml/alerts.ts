import type { Item } from './message.ts';

/** Alert codes of OMA DM that Windows sends or takes (OMA-PRO 8, MS-MDM 2.2). */
export const AlertCode = {
  /** First message of a session that a push started. */
  ServerInitiated: 1200,
  /** First message of a session that the PC started. */
  ClientInitiated: 1201,
  /** "Next message, please": the package is not complete. */
  NextMessage: 1222,
  SessionAbort: 1223,
  /** An event, named by the Meta Type of its item. */
  ClientEvent: 1224,
  /** The rest of an object that came in chunks is missing. */
  NoEndOfData: 1225,
  /** A generic alert, named by the Meta Type of its item. */
  GenericAlert: 1226,
} as const;

/** Types of 1224 and 1226 alerts, as `alertType` gives them. */
export const AlertType = {
  /** `user`: the enrolled user is signed in; `others`: somebody else; `none`: nobody. */
  LoginStatus: 'com.microsoft/MDM/LoginStatus',
  /** Entra token of the user; never log its data. */
  AadUserToken: 'com.microsoft/MDM/AADUserToken',
  SyncType: 'com.microsoft.mdm.synctype',
  DevicePrepSync: 'com.microsoft/MDM/DevicePrepSync',
  BootstrapSync: 'com.microsoft/MDM/BootstrapSync',
  OdjSync: 'com.microsoft/MDM/OdjSync',
  /** The PC is still working: answer with Status and Final. */
  RequestPending: 'com.microsoft.mdm.requestpending',
  /** Un-enrollment begins, by the user or by our order. Comes once. */
  UnenrollUserRequest: 'com.microsoft:mdm.unenrollment.userrequest',
  Win32CspInstall: 'com.microsoft.mdm.win32csp_install',
  HostedAppInstallResult: 'com.microsoft.mdm.EnterpriseHostedAppInstall.result',
  AppUninstallResult: 'com.microsoft.mdm.EnterpriseAppUninstall.result',
} as const;

const PREFIX = 'reversed-domain-name:';

/**
 * The type that names an alert's item, without the prefix `Reversed-Domain-Name:` that Windows puts before some and not
 * before others. Undefined where the item has none.
 */
export function alertType(item: Item): string | undefined {
  const type = item.meta.type?.trim();
  return type?.toLowerCase().startsWith(PREFIX) ? type.slice(PREFIX.length).trimStart() : type;
}
