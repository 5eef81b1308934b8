import { type Command, Option } from 'commander';
import { type ClientOptions, callApi, clientCommand, failure, findId, listRows } from './api-client.ts';
import { note, printJson, printRows, type Row } from './print.ts';

const WORDS = ['intune', 'intune-pilot', 'baton', 'none'];
/** PCs of one call; the server's own bound. */
const AT_ONCE = 1_000;

/** `baton devices intend`: what PCs, or those of a group's people, are meant to become. */
export function intendCommand(): Command {
  return clientCommand('intend', 'say what PCs are meant to become / PC の想定を設定')
    .argument('[pcs...]', 'names or IDs / 名前または ID')
    .addOption(
      new Option('--as <intention>', 'co-manage with Intune, enroll in Baton, or nothing said / 想定').choices(WORDS),
    )
    .option('--group <group>', "the PCs of this group's people instead / このグループのユーザーの PC")
    .option('--list', 'only list the groups of which it is said / グループの設定を一覧')
    .action(async (pcs: string[], options: ClientOptions & { as?: string; group?: string; list?: true }) => {
      if (options.list) {
        const rows = await listRows<Row>(options, '/devices/intentions/groups', {}, AT_ONCE);
        return printRows(rows, ['name', 'intention', 'pcs', 'setBy', 'setAt'], options.json);
      }
      if (options.as === undefined || pcs.length > 0 === (options.group !== undefined)) {
        throw failure(options, {
          en: 'Name PCs, or a group by --group, and what they are meant to become by --as.',
          ja: 'PC または --group でグループを指定し、--as で想定を指定してください。',
        });
      }
      const intention = options.as === 'none' ? null : options.as;
      const changed =
        options.group === undefined
          ? await intendPcs(options, pcs, intention)
          : await intendGroup(options, options.group, intention);
      if (options.json) return printJson({ changed });
      note(
        {
          en: changed === 0 ? 'That was said already.' : `Changed: ${changed}. The PCs are diagnosed anew.`,
          ja: changed === 0 ? '変更はありません。' : `${changed} 件を変更しました。該当する PC を診断し直します。`,
        },
        options.language,
      );
    });
}

async function intendPcs(options: ClientOptions, pcs: readonly string[], intention: string | null): Promise<number> {
  const ids: string[] = [];
  for (const pc of pcs) ids.push(await findId(options, '/devices', 'name', pc));
  let changed = 0;
  for (let at = 0; at < ids.length; at += AT_ONCE) {
    const body = { ids: ids.slice(at, at + AT_ONCE), intention };
    changed += (await callApi<{ changed: number }>(options, 'POST', '/devices/intentions', body)).changed;
  }
  return changed;
}

async function intendGroup(options: ClientOptions, group: string, intention: string | null): Promise<number> {
  const id = await findId(options, '/groups', 'name', group);
  const path = `/devices/intentions/groups/${id}`;
  return (await callApi<{ changed: number }>(options, 'PUT', path, { intention })).changed;
}
