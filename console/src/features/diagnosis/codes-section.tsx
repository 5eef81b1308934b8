import type { Diagnosis, Text } from '../../api/types.ts';
import { useServerText, useTexts } from '../../i18n/texts.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { PlainTable } from '../../ui/plain-table.tsx';
import styles from './diagnosis-view.module.css';
import { Places } from './places.tsx';

interface Code {
  readonly hex: string;
  readonly decimal: string;
  readonly signed: string;
  readonly name: string;
  readonly meaning: Text;
}

/** Every error code of the evidence, explained; an unknown one says so. */
export function CodesSection({ codes }: { readonly codes: Diagnosis['codes'] }) {
  const t = useTexts();
  const say = useServerText();
  if (codes.length === 0) return null;
  return (
    <section className={styles.section}>
      <h2 id="codes">{t('diagnosis:codes')}</h2>
      <PlainTable
        label={t('diagnosis:codes')}
        heads={[t('diagnosis:code'), t('diagnosis:meaning'), t('diagnosis:evidence')]}
        rows={codes.map((seen) => {
          // the schema leaves the explanation open; its shape is that of the table of codes
          const code = seen as unknown as Code;
          const hex = code.hex.replace(/^0x/, '');
          return {
            key: code.hex,
            cells: [
              <CopyText key="code" value={code.hex.startsWith('0x') ? `0x${hex.toUpperCase()}` : code.hex}>
                <span className="mono keep" title={`${code.decimal} / ${code.signed}`}>
                  {code.hex.startsWith('0x') ? `0x${hex.toUpperCase()}` : code.hex}
                </span>
              </CopyText>,
              <span key="meaning">
                {say(code.meaning)} {code.name !== '' && <span className={styles.id}>{code.name}</span>}
              </span>,
              <Places key="places" places={seen.evidence.slice(0, 3)} />,
            ],
          };
        })}
      />
    </section>
  );
}
