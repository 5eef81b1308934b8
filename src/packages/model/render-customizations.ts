import { xmlText } from './xml-text.ts';

/** The one enrollment entry of a provisioning package. */
export interface ProvisioningEnrollment {
  /** GUID of the provisioning package; Windows skips a package whose id and version it applied already. */
  readonly packageId: string;
  readonly name: string;
  readonly version: string;
  readonly upn: string;
  readonly discoveryUrl: string;
  /** The claim's secret or the shared one, never a PIN. */
  readonly secret: string;
}

/**
 * customizations.xml for Windows Configuration Designer (ICD.exe /CustomizationXML): one Workplace enrollment, policy
 * OnPremise (CSP Provisioning, node Enrollments/{UPN}). The two namespaces differ in case on purpose.
 * @throws RangeError when a value holds what XML cannot
 */
export function renderCustomizations(entry: ProvisioningEnrollment): string {
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<WindowsCustomizations>',
    '  <PackageConfig xmlns="urn:schemas-Microsoft-com:Windows-ICD-Package-Config.v1.0">',
    `    <ID>{${entry.packageId.toUpperCase()}}</ID>`,
    `    <Name>${xmlText(entry.name)}</Name>`,
    `    <Version>${xmlText(entry.version)}</Version>`,
    '    <OwnerType>ITAdmin</OwnerType>',
    '    <Rank>0</Rank>',
    '    <Notes></Notes>',
    '  </PackageConfig>',
    ...settingsLines(entry, `UPN="${xmlText(entry.upn)}" Name="${xmlText(entry.upn)}"`).map((line) => `  ${line}`),
    '</WindowsCustomizations>',
  ].join('\r\n');
}

/**
 * The element `Settings`, which a package carries a second time by itself. PolicyServiceFullUrl and EnrollmentServiceFullUrl
 * stay out, so that Windows runs discovery.
 * @param key attributes of the entry: `UPN` is its key; `Name` repeats it for Designer's own window
 */
export function settingsLines(entry: ProvisioningEnrollment, key: string): string[] {
  return [
    '<Settings xmlns="urn:schemas-microsoft-com:windows-provisioning">',
    '  <Customizations>',
    '    <Common>',
    '      <Workplace>',
    '        <Enrollments>',
    `          <UPN ${key}>`,
    '            <AuthPolicy>OnPremise</AuthPolicy>',
    `            <DiscoveryServiceFullUrl>${xmlText(entry.discoveryUrl)}</DiscoveryServiceFullUrl>`,
    `            <Secret>${xmlText(entry.secret)}</Secret>`,
    '          </UPN>',
    '        </Enrollments>',
    '      </Workplace>',
    '    </Common>',
    '  </Customizations>',
    '</Settings>',
  ];
}
