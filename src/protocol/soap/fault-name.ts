/** Names that Windows reads from `Code/Subcode/Value` (MS-MDE2 2.2.10). */
export type GenericFaultName =
  | 'MessageFormat'
  | 'Authentication'
  | 'Authorization'
  | 'CertificateRequest'
  | 'EnrollmentServer'
  | 'InternalServiceFault'
  | 'InvalidSecurity';

/** Names that Windows reads from `DeviceEnrollmentServiceError/ErrorType` (MS-MDE2 2.2.10). */
export type DeviceFaultName =
  | 'DeviceCapReached'
  | 'DeviceNotSupported'
  | 'NotSupported'
  | 'NotEligibleToRenew'
  | 'InMaintenance'
  | 'UserLicense'
  | 'InvalidEnrollmentData'
  | 'CustomServerError';

/** Every fault the Windows enrollment client tells apart; each becomes one MENROLL_E_ code on the PC. */
export type FaultName = GenericFaultName | DeviceFaultName;
