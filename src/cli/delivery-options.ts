import { type Command, Option } from 'commander';
import { type ClientOptions, collect, failure, given } from './api-client.ts';

/** How a package reaches PCs, as the command line says it. */
export interface DeliveryOptions extends ClientOptions {
  readonly carrier?: string;
  readonly way?: string[];
  readonly carrierCache?: string[];
}

const CARRIERS = ['configmgr', 'configmgr-program', 'epm-system', 'epm-two-steps', 'epm-user', 'domain', 'by-hand'];

/** Adds the options that say how a package reaches PCs. */
export function withDelivery(command: Command): Command {
  return command
    .addOption(
      new Option('--carrier <carrier>', 'what brings it to PCs; decides the steps / 配布手段').choices(CARRIERS),
    )
    .option('--way <way>', 'icd, shared-ppkg, baton-ppkg, register, or automatic; repeatable / 登録の方法', collect)
    .option(
      '--carrier-cache <folder>',
      'where PINs are looked for on the PC, or known, or none; repeatable / 配布手段のキャッシュ',
      collect,
    );
}

/**
 * The fields of the API: `automatic` and `known` leave the choice to setup.ps1, `none` looks nowhere.
 * @throws Error where one of these words stands beside a choice
 */
export function deliveryOf(options: DeliveryOptions) {
  return given({
    carrier: options.carrier,
    ways: oneOr(options, options.way, { automatic: null }),
    carrierCaches: oneOr(options, options.carrierCache, { known: null, none: [] }),
  });
}

function oneOr(
  options: DeliveryOptions,
  said: readonly string[] | undefined,
  words: Readonly<Record<string, readonly string[] | null>>,
): readonly string[] | null | undefined {
  const word = said?.find((one) => Object.hasOwn(words, one));
  if (said === undefined || word === undefined) return said;
  if (said.length > 1) {
    throw failure(options, {
      en: `"${word}" stands alone: nothing else can be chosen beside it.`,
      ja: `「${word}」は単独で指定してください。`,
    });
  }
  return words[word];
}
