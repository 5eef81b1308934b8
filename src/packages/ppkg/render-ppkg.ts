import type { ProvisioningEnrollment } from '../model/render-customizations.ts';
import { packageFiles } from './package-files.ts';
import { writeWim } from './wim.ts';

/**
 * A provisioning package (.ppkg) with one enrollment, written without Windows Configuration Designer: a WIM of one image with
 * the files that Designer makes of the same customizations.xml. The same values, GUID and time are the same bytes. Neither
 * encrypted nor signed; the secret stands in it in clear, three times, as in Designer's own packages.
 *
 * UNVERIFIED: no Windows has opened one. The format is read from packages of Designer that were compared byte for byte; none of
 * them held an enrollment, so the form of `AuthPolicy` is inferred from how Designer writes settings of the same kind.
 * @param builtAt the one time of all its files
 * @throws RangeError when the UPN cannot be a file name, or a value holds what XML cannot
 */
export function renderPpkg(entry: ProvisioningEnrollment, builtAt: Date): Buffer {
  const packageId = entry.packageId.toLowerCase();
  return writeWim(packageFiles(entry), { packageId, name: entry.name, version: entry.version, builtAt });
}
