import { type ProvisioningEnrollment, renderCustomizations, settingsLines } from '../model/render-customizations.ts';
import { xmlText } from '../model/xml-text.ts';
import { enrollmentGroup, type SettingGroup } from './setting-group.ts';

/** One file of a package. The bytes of no two files of a package are equal. */
export interface PackageFile {
  /** Folder names and the file's own. */
  readonly path: readonly string[];
  readonly content: Buffer;
}

/**
 * The files of a provisioning package in the order Windows Configuration Designer adds them. CRLF and two spaces of
 * indentation everywhere, nothing after the last tag. What Windows applies is the provxml; the project (customizations.xml)
 * and its settings (AnswerFile.xml) lie beside it. User_RunTime and DataAsset stay out: no setting is a user's, no setting has a
 * file.
 * @throws RangeError when the UPN cannot be a file name, or a value holds what XML cannot
 */
export function packageFiles(entry: ProvisioningEnrollment): PackageFile[] {
  const groups = [enrollmentGroup(entry)];
  const variant = ['Multivariant', '0'];
  const settings = settingsLines(entry, `UPN="${xmlText(entry.upn)}"`);
  return [
    { path: ['Multivariant', 'Multivariant.xml'], content: elementsFile('Multivariant', 0) },
    { path: [...variant, 'customizations.xml'], content: marked(renderCustomizations(entry)) },
    { path: [...variant, 'MasterDatastore.xml'], content: marked(MASTER_DATASTORE.join('\r\n')) },
    { path: [...variant, 'Prov', 'RunTime.xml'], content: runTime(groups) },
    ...groups.map((group, index) => ({
      path: [...variant, 'Prov', 'RunTime', fileNameOf(group, index)],
      content: marked([PROVXML_HEAD, ...group.document].join('\r\n')),
    })),
    { path: ['CommonSettings', 'CommonSettings.xml'], content: elementsFile('CommonSettings', 1) },
    { path: ['CommonSettings', '1', 'AnswerFile.xml'], content: marked([HEAD, ...settings].join('\r\n')) },
  ];
}

const HEAD = '<?xml version="1.0" encoding="utf-8"?>';
const PROVXML_HEAD = '<?xml version="1.0" encoding="utf-8" standalone="yes"?>';

/** The same in every package without user-scoped settings. */
const MASTER_DATASTORE = [
  HEAD,
  '<ConfigurationSourceList Version="1.0">',
  '  <ConfigurationSource Name="RunTime" Path="$(_prov)\\RunTime.xml">',
  '    <EventList>',
  '      <Event Name="RunTime" />',
  '    </EventList>',
  '  </ConfigurationSource>',
  '</ConfigurationSourceList>',
];

/** UTF-8 with a byte order mark, as all files but the two lists of elements. */
function marked(text: string): Buffer {
  return Buffer.from(`\uFEFF${text}`, 'utf8');
}

/** The list of a kind of elements. The index counts over the whole package and names the folder. */
function elementsFile(type: 'Multivariant' | 'CommonSettings', index: number): Buffer {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<Elements Type="${type}">`,
    `  <Element Index="${index}">`,
    '  </Element>',
    '</Elements>',
  ];
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

/** `<number>__<path>.provxml`: the number counts groups from 0, `/` of the path is written `_`. */
function fileNameOf(group: SettingGroup, index: number): string {
  return `${index}_${group.fileName}.provxml`;
}

function runTime(groups: readonly SettingGroup[]): Buffer {
  const sets = groups.map((group, index) => {
    const data = xmlText(`$(_prov)\\RunTime\\${fileNameOf(group, index)}`);
    return `  <ConfigurationSet Type="provxml" SettingsGroup="${group.id}" Data="${data}" />`;
  });
  return marked([HEAD, '<ConfigurationSource Version="1.0">', ...sets, '</ConfigurationSource>'].join('\r\n'));
}
