import { REASONS, type ReasonId } from '../../devices/model/reasons.ts';
import type { FaultName } from '../../protocol/soap/fault-name.ts';

/** The fault that makes Windows show an HRESULT (MS-MDE2 2.2.10). */
const FAULT_BY_HRESULT: Readonly<Record<string, FaultName>> = {
  '0x80180001': 'MessageFormat',
  '0x80180002': 'Authentication',
  '0x80180003': 'Authorization',
  '0x80180004': 'CertificateRequest',
  '0x80180005': 'EnrollmentServer',
  '0x80180006': 'InternalServiceFault',
  '0x80180007': 'InvalidSecurity',
  '0x80180013': 'DeviceCapReached',
  '0x80180014': 'DeviceNotSupported',
  '0x80180015': 'NotSupported',
  '0x80180016': 'NotEligibleToRenew',
  '0x80180017': 'InMaintenance',
};

/** The fault with which a refusal of that reason goes out; reasons that Windows has no code for are Authorization. */
export function faultForReason(reason: ReasonId): FaultName {
  return FAULT_BY_HRESULT[hresultOf(reason) ?? ''] ?? 'Authorization';
}

/** The HRESULT that Windows shows for a reason, where Windows itself asks. */
export function hresultOf(reason: ReasonId): string | undefined {
  const entry = REASONS[reason];
  return 'hresult' in entry ? entry.hresult : undefined;
}
