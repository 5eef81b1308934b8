import { describe, expect, it } from 'vitest';
import { readFacts } from './testing/read-facts.ts';

describe('events as text', () => {
  const copies: Record<string, string> = {
    en: 'Log Name:      Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nSource:        DeviceManagement-Enterprise-Diagnostics-Provider\nDate:          5/9/2023 3:30:15 PM\nEvent ID:      76\nTask Category: None\nLevel:         Error\nDescription:\nAuto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002a)',
    ja: 'ログの名前:         Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nソース:           DeviceManagement-Enterprise-Diagnostics-Provider\n日付:            2023/05/09 15:30:15\nイベント ID:       76\nレベル:           エラー\n説明:\n自動 MDM 登録: 失敗しました（不明な Win32 エラー コード: 0x8018002a）',
    zh: '日志名称:          Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\n来源:            x\n日期:            2023/5/9 15:30:15\n事件 ID:         76\n级别:            错误\n描述:\n自动 MDM 注册: 失败 (未知的 Win32 错误代码: 0x8018002a)',
    fr: 'Nom du journal :Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nSource :       x\nDate :         09/05/2023 15:30:15\nID de l’événement :76\nNiveau :       Erreur\nDescription :\nInscription MDM automatique : échec (code d’erreur Win32 inconnu : 0x8018002a)',
    pt: 'Nome do Log:   Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\nFonte:         x\nData:          09/05/2023 15:30:15\nIdentificação do Evento:76\nNível:         Erro\nDescrição:\nRegistro automático de MDM: falha (código de erro Win32 desconhecido: 0x8018002a)',
    list: 'TimeCreated  : 5/9/2023 3:30:15 PM\nProviderName : Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider\nId           : 76\nMessage      : Auto MDM Enroll: Device Credential (0x0), Failed (Unknown Win32\n               Error code: 0x8018002a)',
    wevtutil:
      'Event[0]:\n  Log Name: Microsoft-Windows-DeviceManagement-Enterprise-Diagnostics-Provider/Admin\n  Source: x\n  Date: 2023-05-09T07:30:15.123Z\n  Event ID: 76\n  Level: Error\n  Description: \nAuto MDM Enroll: Failed (Unknown Win32 Error code: 0x8018002a)',
  };
  for (const [name, text] of Object.entries(copies)) {
    it(`translated event text: codes stay, words change (${name})`, () => {
      const facts = readFacts(`${text}\n`);
      expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
      expect(facts.newest('code', 'evt.76')?.value).toBe(0x8018002a);
      expect(facts.seen()[0]?.kind).toBe('events');
      expect(facts.sawSource('MDM')).toBe(true);
    });
  }

  it('only a time in ISO form is read, others are local and in the language’s order', () => {
    expect(readFacts(`${copies['wevtutil']}\n`).newest('evt.76', 'MDM')?.where.time).toBe('2023-05-09T07:30:15.123Z');
    expect(readFacts(`${copies['en']}\n`).newest('evt.76', 'MDM')?.where.time).toBeNull();
  });

  it('a new event begins with a log’s name: two in one paste are two', () => {
    const facts = readFacts(
      `${copies['en']}\n\n${(copies['en'] ?? '').replace('76', '75').replace(/Auto MDM.*/, 'Auto MDM Enroll: Succeeded')}\n`,
    );
    expect(facts.value('evt.76', 'MDM')).toBe(0x8018002a);
    expect(facts.value('evt.75', 'MDM')).toBe(true);
    expect(facts.value('log.mdm-auto-enroll-succeeded')).toBe(true);
  });

  it('the first bracket of event 76 is the credential type, the last one the code', () => {
    const facts = readFacts('Auto MDM Enroll: Device Credential (0x1), Failed (Bad request (400).)\n');
    expect(facts.value('log.mdm-auto-enroll-failed')).toBe('Bad request (400).');
    expect(facts.value('log.mdm-auto-enroll-failed.credential')).toBe(1);
  });

  it('event 52: the server’s reason is better than the code', () => {
    const facts = readFacts(
      'MDM Enroll: Server Returned Fault/Code/Subcode/Value=(DeviceNotSupported) Fault/Reason/Text=(Platform blocked (x)).\n',
    );
    expect(facts.value('log.mdm-fault')).toBe('DeviceNotSupported');
    expect(facts.value('log.mdm-fault.reason')).toBe('Platform blocked (x)');
  });
});
