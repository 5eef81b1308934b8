/** The one enrollment entry of a provisioning package. */
export interface ProvisioningEnrollment {
  /** GUID of the provisioning package; Windows skips a package whose id and version it applied already. */
  readonly packageId: string;
  readonly name: string;
  readonly version: string;
  readonly upn: string;
  readonly discoveryUrl: string;
  /** 12 letters of an alphabet that needs no escaping. */
  readonly secret: string;
}

/** Host names, URLs and our own letters hold nothing that XML would escape; whatever does is a fault of the caller. */
function plain(text: string): string {
  if (/[&<>"'\p{Cc}]/u.test(text)) throw new RangeError('a value of customizations.xml needs escaping');
  return text;
}

/**
 * customizations.xml for Windows Configuration Designer (ICD.exe /CustomizationXML): one Workplace enrollment, policy
 * OnPremise (CSP Provisioning, node Enrollments/{UPN}). The two namespaces differ in case on purpose; the attributes UPN
 * and Name are equal; PolicyServiceFullUrl and EnrollmentServiceFullUrl stay out, so that Windows runs discovery.
 * @throws RangeError when a value would need escaping
 */
export function renderCustomizations(entry: ProvisioningEnrollment): string {
  const upn = plain(entry.upn);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<WindowsCustomizations>',
    '  <PackageConfig xmlns="urn:schemas-Microsoft-com:Windows-ICD-Package-Config.v1.0">',
    `    <ID>{${entry.packageId.toUpperCase()}}</ID>`,
    `    <Name>${plain(entry.name)}</Name>`,
    `    <Version>${plain(entry.version)}</Version>`,
    '    <OwnerType>ITAdmin</OwnerType>',
    '    <Rank>0</Rank>',
    '    <Notes></Notes>',
    '  </PackageConfig>',
    '  <Settings xmlns="urn:schemas-microsoft-com:windows-provisioning">',
    '    <Customizations>',
    '      <Common>',
    '        <Workplace>',
    '          <Enrollments>',
    `            <UPN UPN="${upn}" Name="${upn}">`,
    '              <AuthPolicy>OnPremise</AuthPolicy>',
    `              <DiscoveryServiceFullUrl>${plain(entry.discoveryUrl)}</DiscoveryServiceFullUrl>`,
    `              <Secret>${plain(entry.secret)}</Secret>`,
    '            </UPN>',
    '          </Enrollments>',
    '        </Workplace>',
    '      </Common>',
    '    </Customizations>',
    '  </Settings>',
    '</WindowsCustomizations>',
    '',
  ].join('\r\n');
}
