import { z } from 'zod';
import { findSettingsConflict, isSettingKey, SETTINGS, type Settings } from '../../../config/settings.ts';
import { recordAudit } from '../../../operators/audit.ts';
import { Refusal } from '../../../storage/refusal.ts';
import { listStoredSettings, storeSetting } from '../../../storage/settings-store.ts';
import type { OperatorApp } from '../app.ts';
import { listOf } from '../schemas/common.ts';
import { addresses, setting } from '../schemas/overview.ts';
import type { OperatorServices } from '../services.ts';

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
      schema: { body: z.record(z.string().max(64), z.unknown()), response: { 204: z.null() } },
    },
    async (request, reply) => {
      const before = services.settings.current();
      const changes = Object.entries(request.body).map(([key, value]) => {
        const checked = isSettingKey(key) ? SETTINGS[key].schema.safeParse(value) : null;
        if (checked === null || !checked.success) {
          throw new Refusal(
            'invalid',
            'SETTING_NOT_VALID',
            { ja: `設定 ${key} の値が正しくありません。`, en: `The value of ${key} is not valid.` },
            { field: key },
          );
        }
        return [key, checked.data] as const;
      });
      const conflict = findSettingsConflict({ ...before, ...Object.fromEntries(changes) });
      if (conflict !== null) throw new Refusal('invalid', 'SETTINGS_CONFLICT', conflict);
      await services.database.transaction(async (tx) => {
        for (const [key, value] of changes) {
          await storeSetting(tx, key, value, request.actor.name);
          await recordAudit(tx, {
            actor: request.actor,
            action: 'setting.change',
            target: { kind: 'setting', id: key, name: key },
            before: { value: before[key as keyof Settings] },
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
