import { describe, expect, it } from 'vitest';
import { readFacts } from './testing/read-facts.ts';

describe('events as XML', () => {
  const event = (id: number, data: string) =>
    `<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider' Guid='{1}'/><EventID>${id}</EventID><TimeCreated SystemTime='2023-05-09T07:30:15.1234567Z'/><Channel>Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin</Channel></System>${data}</Event>`;

  it('data and rendered message, entities of XML only, UTC of TimeCreated', () => {
    const facts = readFacts(
      `<?xml version="1.0"?>\n<Events>\n${event(76, "<EventData><Data Name='HRESULT'>2149056554</Data></EventData>")}\n${event(75, '<RenderingInfo><Message>Auto MDM Enroll: &#x53;ucceeded &amp;lt; &evil;</Message></RenderingInfo>')}</Events>`,
    );
    expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
    expect(facts.newest('evt.76', 'MDM')?.where).toMatchObject({
      line: 3,
      time: '2023-05-09T07:30:15.123Z',
      text: '76: HRESULT: 2149056554',
    });
    expect(facts.value('log.mdm-auto-enroll-succeeded')).toBe(true);
    expect(facts.newest('evt.75', 'MDM')?.where.text).toBe('75: Auto MDM Enroll: Succeeded &lt; &evil;');
  });

  it('a list without root, cut in its last event: what is whole is read, cut-end is said', () => {
    const facts = readFacts(`${event(76, '')}${event(75, '').slice(0, -20)}`);
    expect(facts.value('evt.76', 'MDM')).toBe(true);
    expect(facts.value('evt.75', 'MDM')).toBeUndefined();
    expect(facts.value('input.cut-end', 'f')).toBe(true);
  });

  it('UTF-16, as wevtutil writes it', () => {
    expect(
      readFacts(Buffer.from(`\ufeff${event(76, '<EventData><Data>0x80180014</Data></EventData>')}`, 'utf16le')).value(
        'evt.76',
        'MDM',
      ),
    ).toBe(0x80180014);
  });
});
