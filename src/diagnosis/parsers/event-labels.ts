/** What a label in a copied event says. */
export type EventRole = 'log' | 'source' | 'id' | 'time' | 'level' | 'text' | 'xml' | 'computer' | 'other';

/**
 * Labels of an event as text: Event Viewer's copy (English, Japanese, Chinese, Korean, German, French, Italian, Spanish,
 * Portuguese), `wevtutil /f:text` and PowerShell's list of `Get-WinEvent`. Lower case, without blanks before the colon.
 */
const ROLES: ReadonlyMap<string, EventRole> = new Map(
  Object.entries({
    log: 'log name|logname|ログの名前|日志名称|記錄檔名稱|로그 이름|protokollname|nom du journal|nome registro|nombre de registro|nome do log|nome do registo',
    source: 'source|providername|ソース|来源|來源|원본|quelle|origine|origen|fonte|origem',
    id: "event id|id|eventid|イベント id|事件 id|事件識別碼|이벤트 id|ereignis-id|id de l’événement|id de l’évènement|id de l'événement|id événement|id evento|id. del evento|id. de evento|identificação do evento|id do evento",
    time: 'date|timecreated|日付|日期|날짜|datum|data|fecha',
    level: 'level|leveldisplayname|レベル|级别|等級|수준|ebene|niveau|livello|nivel|nível',
    text: 'description|message|説明|描述|설명|beschreibung|descrizione|descripción|descrição',
    xml: 'event xml|イベント xml|事件 xml|이벤트 xml|ereignis-xml|xml de l’événement|xml evento|xml de evento|xml do evento',
    computer: 'computer|machinename|コンピューター|计算机|電腦|컴퓨터|ordinateur|equipo|computador',
    other:
      'task category|task|opcode|keyword|keywords|user|user name|correlation|userid|processid|threadid|recordid|version|qualifiers|activityid|タスクのカテゴリ|キーワード|ユーザー|任务类别|关键字|用户|工作類別|關鍵字|使用者|작업 범주|키워드|사용자|aufgabenkategorie|schlüsselwörter|benutzer|catégorie de la tâche|mots clés|mots-clés|utilisateur|categoria attività|parole chiave|utente|categoría de la tarea|palabras clave|usuario|categoria da tarefa|palavras-chave|usuário|utilizador',
  } satisfies Record<EventRole, string>).flatMap(([role, labels]) =>
    labels.split('|').map((label) => [label, role as EventRole] as const),
  ),
);

/** One line of a copied event. */
export interface EventField {
  readonly role: EventRole;
  readonly value: string;
}

/** Reads "Label: value", null for any other line. */
export function parseEventField(line: string): EventField | null {
  const colon = line.slice(0, 60).search(/[:：]/);
  if (colon < 2) return null;
  const role = ROLES.get(normalize(line.slice(0, colon)));
  return role === undefined ? null : { role, value: line.slice(colon + 1).trim() };
}

/** Is it a label that hardly anything but an event has? */
export function isEventLabel(label: string): boolean {
  const name = normalize(label);
  const role = ROLES.get(name);
  return role === 'log' || (role === 'id' && name !== 'id') || name === 'timecreated' || name === 'providername';
}

function normalize(label: string): string {
  return label
    .replace(/[\s\u00a0]{1,20}/g, ' ')
    .trim()
    .toLowerCase();
}

/** Short name of a channel or provider, as facts have it in their scope: MDM, AAD, UserDeviceRegistration, Provisioning. */
export function channelOf(name: string): string {
  if (/DeviceManagement-Enterprise-Diagnostics-Provider/i.test(name)) return 'MDM';
  if (/User Device Registration/i.test(name)) return 'UserDeviceRegistration';
  if (/Provisioning-Diagnostics-Provider/i.test(name)) return 'Provisioning';
  if (/^(?:Microsoft-Windows-)?AAD(?:\/|$)/i.test(name.trim())) return 'AAD';
  return name
    .trim()
    .replace(/^Microsoft-Windows-/i, '')
    .slice(0, 80);
}
