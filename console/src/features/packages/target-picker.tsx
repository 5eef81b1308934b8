import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { useState } from 'react';
import type { Group, PackageTarget, TargetPreview, User } from '../../api/types.ts';
import { formatNumber } from '../../i18n/format.ts';
import { useLanguage, useServerText, useTexts } from '../../i18n/texts.ts';
import { LoadError } from '../../ui/states.tsx';
import { ImportPcs } from '../imports/import-pcs.tsx';
import { Picker } from './picker.tsx';
import styles from './target-picker.module.css';

type Kind = PackageTarget['kind'];

/** Who may use the package: users, groups, or a list of PCs; and who stays out, each with the reason. */
export function TargetPicker({
  initialList,
  target,
  preview,
  previewError,
  onChange,
}: {
  /** The id of a checked list of PCs that the form was opened with. */
  readonly initialList: string | null;
  readonly target: PackageTarget | null;
  readonly preview: TargetPreview | null;
  readonly previewError: unknown;
  /** The target, and what it is in words; null while nothing is chosen. */
  readonly onChange: (target: PackageTarget | null, text: string) => void;
}) {
  const t = useTexts();
  const say = useServerText();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const [kind, setKind] = useState<Kind>(initialList === null ? 'groups' : 'pcs');
  const [users, setUsers] = useState<readonly User[]>([]);
  const [groups, setGroups] = useState<readonly Group[]>([]);
  const choose = (next: Kind) => {
    setKind(next);
    setUsers([]);
    setGroups([]);
    onChange(null, '');
  };
  const chooseUsers = (chosen: readonly User[]) => {
    setUsers(chosen);
    if (chosen.length === 0) return onChange(null, '');
    onChange(
      { kind: 'users', ids: chosen.map((user) => user.id) },
      t('new-package:usersChosen', { count: chosen.length, n: number(chosen.length) }),
    );
  };
  const chooseGroups = (chosen: readonly Group[]) => {
    setGroups(chosen);
    if (chosen.length === 0) return onChange(null, '');
    onChange(
      { kind: 'groups', ids: chosen.map((group) => group.id) },
      t('new-package:groupsChosen', { names: chosen.map((group) => group.name).join(', ') }),
    );
  };
  return (
    <>
      <Field label={t('new-package:target')}>
        <RadioGroup layout="horizontal" value={kind} onChange={(_event, data) => choose(data.value as Kind)}>
          <Radio value="users" label={t('new-package:kind.users')} />
          <Radio value="groups" label={t('new-package:kind.groups')} />
          <Radio value="pcs" label={t('new-package:kind.pcs')} />
        </RadioGroup>
      </Field>
      {kind === 'users' && (
        <Picker<User>
          id="target"
          path="/users"
          label={t('new-package:findUsers')}
          chosen={users}
          onChange={chooseUsers}
          textOf={(user) => ({ title: user.displayName === '' ? user.upn : user.displayName, detail: user.upn })}
        />
      )}
      {kind === 'groups' && (
        <Picker<Group>
          id="target"
          path="/groups"
          label={t('new-package:findGroups')}
          chosen={groups}
          onChange={chooseGroups}
          textOf={(group) => ({
            title: group.name,
            detail: t('new-package:members', { count: group.members, n: number(group.members) }),
          })}
        />
      )}
      {kind === 'pcs' && (
        <ImportPcs
          initial={initialList}
          onReady={(found) =>
            found === null
              ? onChange(null, '')
              : onChange({ kind: 'pcs', importId: found.id }, t('new-package:listChosen', { name: found.fileName }))
          }
        />
      )}
      {previewError !== null && target !== null && (
        <LoadError error={previewError} onRetry={() => onChange({ ...target }, '')} />
      )}
      {target !== null && preview !== null && (
        <div className={styles.preview} role="status">
          <strong className="keep">
            {kind === 'pcs'
              ? t('pcs', { count: preview.pcs, n: number(preview.pcs) })
              : t('new-package:people', {
                  count: preview.users,
                  n: number(preview.users),
                  most: number(preview.maximumPcs),
                })}
          </strong>
          {preview.excludedCount > 0 && (
            <details>
              <summary>
                {t('new-package:excluded', { count: preview.excludedCount, n: number(preview.excludedCount) })}
              </summary>
              <ul className={styles.excluded}>
                {preview.excluded.map((item, index) => (
                  // one name may be out for several reasons
                  // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes in place
                  <li key={index}>
                    {item.name}: {say(item.why)}
                  </li>
                ))}
              </ul>
            </details>
          )}
        </div>
      )}
    </>
  );
}
