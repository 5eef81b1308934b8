import { Field, Radio, RadioGroup } from '@fluentui/react-components';
import { type CarrierId, carrierGuidesFor } from '../../../../src/packages/model/carrier-steps.ts';
import type { Platform } from '../../api/types.ts';
import { useLanguage, useTexts } from '../../i18n/texts.ts';
import { Described } from './described.tsx';

/** What brings the package to PCs: the old platform in each of its cases, the domain, a person; each with when to take it. */
export function CarrierField({
  platform,
  carrier,
  canClaimAsPc,
  onChange,
}: {
  readonly platform: Platform;
  readonly carrier: CarrierId;
  /** Whether PCs of the package may claim as themselves, as they do when run as LocalSystem. */
  readonly canClaimAsPc: boolean;
  readonly onChange: (carrier: CarrierId) => void;
}) {
  const t = useTexts();
  const language = useLanguage();
  return (
    <Field label={t('packages:delivery.carrier')} id="carrier">
      <RadioGroup value={carrier} onChange={(_event, data) => onChange(data.value as CarrierId)}>
        {carrierGuidesFor(platform).map((guide) => {
          const isBlocked = guide.id === 'epm-system' && !canClaimAsPc;
          return (
            <Described key={guide.id} text={isBlocked ? t('packages:delivery.needsPcs') : guide.when[language]}>
              {(describedBy) => (
                <Radio
                  value={guide.id}
                  disabled={isBlocked}
                  label={guide.choice[language]}
                  aria-describedby={describedBy}
                />
              )}
            </Described>
          );
        })}
      </RadioGroup>
    </Field>
  );
}
