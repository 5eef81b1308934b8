import { type CarrierId, usualCarrier } from '../../../../src/packages/model/carrier-steps.ts';
import type { NewPackage, PackageTarget, Platform, TargetPreview } from '../../api/types.ts';
import type { useTexts } from '../../i18n/texts.ts';
import { type AdvancedDelivery, AUTOMATIC, deliveryOf, problemOf } from './advanced-delivery.ts';
import { parseNetworks } from './networks.ts';

/** The form of a new package as it is filled in. Null: not chosen, so what is usual counts. */
export interface PackageForm {
  readonly name: string;
  readonly platform: Platform;
  readonly carrier: CarrierId | null;
  readonly target: PackageTarget | null;
  readonly targetText: string;
  readonly perUser: string;
  readonly known: 'stated' | 'listed' | null;
  readonly withoutUser: 'wait' | 'enroll' | null;
  readonly networks: string;
  readonly validity: number;
  readonly stopAfter: string;
  readonly advanced: AdvancedDelivery;
  readonly plainWay: boolean;
  readonly typed: string;
}

/** What a part of the form is given. */
export interface FormPart {
  readonly form: PackageForm;
  readonly read: ReadForm;
  /** Whether making was tried, so that problems are said. */
  readonly isTried: boolean;
  /** The message of a field, as its `Field` takes it. */
  readonly problemOf: (field: string) => { readonly validationMessage?: string };
  readonly onChange: (change: Partial<PackageForm>) => void;
}

/** An empty form with the installation's settings. */
export function emptyForm(settings: ReadonlyMap<string, unknown>): PackageForm {
  const numberOf = (key: string, otherwise: number) => {
    const value = settings.get(key);
    return typeof value === 'number' ? value : otherwise;
  };
  return {
    name: '',
    platform: 'configmgr',
    carrier: null,
    target: null,
    targetText: '',
    perUser: String(numberOf('package.pcsPerUser', 1)),
    known: null,
    withoutUser: null,
    networks: '',
    validity: numberOf('package.pinValidityHours', 24),
    stopAfter: String(numberOf('package.stopAfter', 20)),
    advanced: AUTOMATIC,
    plainWay: false,
    typed: '',
  };
}

/** The field's number, also in full-width digits and with separators; NaN when it is none. */
export function parseTypedNumber(text: string): number {
  const plain = text.normalize('NFKC').replace(/[,\s]/g, '');
  return /^\d{1,8}$/.test(plain) ? Number(plain) : Number.NaN;
}

/** What a form comes to: typed numbers as numbers, and what is usual where nothing was chosen. */
export function readForm(form: PackageForm, preview: TargetPreview | null) {
  const isPcList = form.target?.kind === 'pcs';
  const target = form.target?.kind ?? 'groups';
  const carrier =
    form.carrier ??
    usualCarrier({ platform: form.platform, target, withoutUser: form.withoutUser ?? (isPcList ? 'enroll' : 'wait') });
  // run as LocalSystem a PC claims as itself, and nobody is asked
  const claimsAsPc = carrier === 'epm-system';
  const isEmpty = form.typed.trim() === '';
  const count = parseTypedNumber(form.typed);
  const most = preview?.maximumPcs ?? null;
  const isCountRight = isEmpty
    ? form.platform !== 'configmgr'
    : most !== null && count >= 1 && (isPcList ? count === most : count <= most);
  return {
    isPcList,
    carrier,
    claimsAsPc,
    withoutUser: claimsAsPc ? ('enroll' as const) : (form.withoutUser ?? ('wait' as const)),
    knownRequired: form.known ?? (isPcList && preview?.everyRowHasId ? ('listed' as const) : ('stated' as const)),
    pcsPerUser: parseTypedNumber(form.perUser),
    stopAfter: parseTypedNumber(form.stopAfter),
    networks: parseNetworks(form.networks),
    count: isEmpty ? null : count,
    most,
    isCountRight,
  };
}

export type ReadForm = ReturnType<typeof readForm>;

/** What is to be put right before the package can be made, each with the field to go to. */
export function problemsOf(
  form: PackageForm,
  read: ReadForm,
  t: ReturnType<typeof useTexts>,
  number: (value: number) => string,
): { readonly field: string; readonly text: string }[] {
  const { count, most, networks } = read;
  const problems: { field: string; text: string }[] = [];
  const add = (field: string, text: string) => problems.push({ field, text });
  if (form.name.trim() === '') add('name', t('new-package:problem.name'));
  if (form.target === null || most === 0) add('target', t('new-package:problem.target'));
  else if (read.claimsAsPc && !read.isPcList) add('target', t('new-package:problem.pcsNeeded'));
  if (!(read.pcsPerUser >= 1 && read.pcsPerUser <= 100)) add('per-user', t('new-package:problem.perUser'));
  if (networks.wrong.length > 0)
    add('networks', t('new-package:problem.networks', { value: networks.wrong.join(', ') }));
  if (!(read.stopAfter >= 0 && read.stopAfter <= 100_000)) add('stop-after', t('new-package:problem.stopAfter'));
  const advanced = problemOf(form.advanced);
  if (advanced !== null) {
    const text = t(`packages:delivery.problem.${advanced.wrong}`, { value: advanced.value });
    add(advanced.wrong === 'ways' ? 'ways' : 'folders', text);
  }
  if (!read.isCountRight) {
    add(
      'typed',
      count === null || Number.isNaN(count) || most === null
        ? t('new-package:problem.typed')
        : t('new-package:problem.typedDiffers', { typed: number(count), target: number(most) }),
    );
  }
  return problems;
}

/** The form as the API takes it. */
export function bodyOf(form: PackageForm, target: PackageTarget, read: ReadForm): NewPackage {
  return {
    name: form.name.trim(),
    platform: form.platform,
    target,
    networks: read.networks.right,
    knownRequired: read.knownRequired,
    pinValidityHours: form.validity,
    pcsPerUser: read.pcsPerUser,
    withoutUser: read.withoutUser,
    stopAfter: read.stopAfter,
    plainWay: form.plainWay,
    carrier: read.carrier,
    ...deliveryOf(form.advanced),
    ...(read.count === null ? {} : { typedCount: read.count }),
  };
}
