import { z } from 'zod';
import {
  findSettingsConflict,
  isSettingKey,
  parseSettings,
  SETTINGS,
  type SettingKey,
  type Settings,
} from '../../../config/settings.ts';
import { recordAudit } from '../../../operators/audit.ts';
import { Refusal } from '../../../storage/refusal.ts';
import { listStoredSettings, lockSettings, storeSetting } from '../../../storage/settings-store.ts';
import type { OperatorApp } from '../app.ts';
import { listOf } from '../schemas/common.ts';
import { addresses, setting } from '../schemas/overview.ts';
import type { OperatorServices } from '../services.ts';

/** A value with the one that was read, so that nobody overwrites what they never saw. */
const asked = z.strictObject({ value: z.unknown(), was: z.unknown() });

function changedByAnother(key: SettingKey, value: unknown, by: string): Refusal {
  const { ja, en } = SETTINGS[key];
  return new Refusal(
    'conflict',
    'SETTING_CHANGED',
    {
      ja: `「${ja}」は、${by}によって ${value} に変更されています。上書きする場合は、もう一度保存してください。`,
      en: `"${en}" was changed to ${value} by ${by} in the meantime. Save again to replace it.`,
    },
    { field: key },
  );
}

/** What an administrator may change while Baton runs. */
export function settingRoutes(app: OperatorApp, services: OperatorServices): void {
  app.get('/settings', { config: { access: 'viewer' }, schema: { response: { 200: listOf(setting) } } }, async () => {
    const stored = new Map((await listStoredSettings(services.database)).map((row) => [row.key, row]));
    const current = services.settings.current();
    const items = Object.entries(SETTINGS).map(([key, definition]) => ({
      key,
      value: current[key as keyof Settings],
      default: definition.default,
      changedAt: stored.get(key)?.changedAt.toISOString() ?? null,
      changedBy: stored.get(key)?.changedBy ?? null,
    }));
    return { asOf: services.clock().toISOString(), query: {}, items };
  });

  app.patch(
    '/settings',
    {
      config: { access: 'administrator' },
      schema: {
        description:
          'Values by key. `{ "value": …, "was": … }` in place of a value changes it only where it still is what was read, else 409 SETTING_CHANGED.',
        body: z.record(z.string().max(64), z.unknown()),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const changes = Object.entries(request.body).map(([key, said]) => {
        const { value, was } = asked.safeParse(said).data ?? { value: said, was: undefined };
        const checked = isSettingKey(key) ? SETTINGS[key].schema.safeParse(value) : null;
        if (!isSettingKey(key) || checked === null || !checked.success) {
          throw new Refusal(
            'invalid',
            'SETTING_NOT_VALID',
            { ja: `設定 ${key} の値が正しくありません。`, en: `The value of ${key} is not valid.` },
            { field: key },
          );
        }
        return { key, value: checked.data, was };
      });
      await services.database.transaction(async (tx) => {
        await lockSettings(tx);
        const stored = await listStoredSettings(tx);
        const before = parseSettings(stored);
        for (const { key, was } of changes) {
          if (was !== undefined && was !== before[key]) {
            const by = stored.find((row) => row.key === key)?.changedBy ?? '';
            throw changedByAnother(key, before[key], by);
          }
        }
        const after = Object.fromEntries(changes.map(({ key, value }) => [key, value]));
        const conflict = findSettingsConflict({ ...before, ...after });
        if (conflict !== null) throw new Refusal('invalid', 'SETTINGS_CONFLICT', conflict);
        for (const { key, value } of changes) {
          await storeSetting(tx, key, value, request.actor.name);
          await recordAudit(tx, {
            actor: request.actor,
            action: 'setting.change',
            target: { kind: 'setting', id: key, name: key },
            before: { value: before[key] },
            after: { value },
            requestId: request.id,
          });
        }
      });
      await services.settings.reload();
      return reply.code(204).send(null);
    },
  );

  app.get(
    '/addresses',
    { config: { access: 'viewer' }, schema: { response: { 200: addresses } } },
    async () => services.addresses,
  );
}
