import { useTexts } from '../../i18n/texts.ts';
import { AppLink } from '../../ui/app-link.tsx';
import { CopyText } from '../../ui/copy-text.tsx';
import styles from './collect-help.module.css';
import { HandIn } from './hand-in.tsx';

const RUN = 'powershell.exe -NoProfile -ExecutionPolicy Bypass -File collect.ps1 -Send';
const DAILY = 'powershell.exe -NoProfile -ExecutionPolicy Bypass -File collect.ps1 -Schedule -Send';
const ALONE = 'powershell.exe -NoProfile -ExecutionPolicy Bypass -File collect.ps1';

/** How to get evidence of a PC from which none came. */
export function CollectHelp({ pc, name }: { readonly pc: string; readonly name: string }) {
  const t = useTexts();
  return (
    <section aria-labelledby="collect" className={styles.help}>
      <h2 id="collect">{t('diagnosis:collect.none', { name })}</h2>
      <p>{t('diagnosis:collect.why')}</p>
      <ol className={styles.ways}>
        <li>
          <h3>{t('diagnosis:collect.configmgr')}</h3>
          <p>{t('diagnosis:collect.configmgrHow')}</p>
          <Command text={RUN} />
        </li>
        <li>
          <h3>{t('diagnosis:collect.epm')}</h3>
          <p>{t('diagnosis:collect.epmHow')}</p>
          <Command text={RUN} />
        </li>
        <li>
          <h3>{t('diagnosis:collect.daily')}</h3>
          <p>{t('diagnosis:collect.dailyHow')}</p>
          <Command text={DAILY} />
        </li>
        <li>
          <h3>{t('diagnosis:collect.alone')}</h3>
          <p>
            {t('diagnosis:collect.aloneHow')} <AppLink href="/diagnosis/try">{t('nav.diagnoseFiles')}</AppLink>
          </p>
          <Command text={ALONE} />
        </li>
        {pc.startsWith('d:') && (
          <li>
            <h3>{t('diagnosis:handIn.title')}</h3>
            <p>{t('diagnosis:handIn.how')}</p>
            <HandIn deviceId={pc.slice(2)} name={name} />
          </li>
        )}
      </ol>
    </section>
  );
}

function Command({ text }: { readonly text: string }) {
  return (
    <div className={styles.command}>
      <CopyText value={text}>
        <code className="mono">{text}</code>
      </CopyText>
    </div>
  );
}
