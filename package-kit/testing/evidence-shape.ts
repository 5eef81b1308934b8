/** Says whether a value has a shape of evidence.md; the answer names what is wrong, by its path. */
export type Shape = (value: unknown, path: string) => string[];

const wrong = (path: string, what: string) => [`${path}: not ${what}`];
const text =
  (bound = 1024): Shape =>
  (value, path) =>
    typeof value === 'string' && value.length <= bound ? [] : wrong(path, `a text of at most ${bound}`);
const matching =
  (pattern: RegExp): Shape =>
  (value, path) =>
    typeof value === 'string' && pattern.test(value) ? [] : wrong(path, String(pattern));
const whole = (least = 0, most = 2 ** 53): Shape => {
  return (value, path) =>
    Number.isInteger(value) && Number(value) >= least && Number(value) <= most
      ? []
      : wrong(path, `whole ${least}-${most}`);
};
const flag: Shape = (value, path) => (typeof value === 'boolean' ? [] : wrong(path, 'a boolean'));
const time = matching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
const oneOf =
  (...values: unknown[]): Shape =>
  (value, path) =>
    values.includes(value) ? [] : wrong(path, `one of ${values.join(' ')}`);
const orNull =
  (shape: Shape): Shape =>
  (value, path) =>
    value === null ? [] : shape(value, path);
const list =
  (shape: Shape, most: number): Shape =>
  (value, path) =>
    Array.isArray(value) && value.length <= most
      ? value.flatMap((item, at) => shape(item, `${path}[${at}]`))
      : wrong(path, `a list of at most ${most}`);
const record = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
/** Exactly these names: a name that evidence.md does not have is a fault of the script or of the page. */
const object =
  (names: Record<string, Shape>): Shape =>
  (value, path) =>
    record(value)
      ? [
          ...Object.entries(names).flatMap(([name, shape]) =>
            name in value ? shape(value[name], `${path}.${name}`) : [`${path}.${name}: missing`],
          ),
          ...Object.keys(value)
            .filter((name) => !(name in names))
            .map((name) => `${path}.${name}: not documented`),
        ]
      : wrong(path, 'an object');
const reason = oneOf(
  'ACCESS_DENIED',
  'NEEDS_SYSTEM',
  'NEEDS_ADMINISTRATOR',
  'NO_USER',
  'TIME_LIMIT',
  'NOT_THERE',
  'CUT',
  'ERROR',
);
/** `R{ … }` of evidence.md: read with these names, or not read and why; `known` stay in either case. */
const read = (names: Record<string, Shape>, known: readonly string[] = []): Shape => {
  const kept = Object.fromEntries(Object.entries(names).filter(([name]) => known.includes(name)));
  return (value, path) =>
    record(value) && value['read'] === false
      ? object({ read: oneOf(false), reason, detail: text(500), ...kept })(value, path)
      : object({ read: oneOf(true), ...names })(value, path);
};
const values =
  (names?: readonly string[]): Shape =>
  (value, path) =>
    record(value)
      ? Object.entries(value).flatMap(([name, one]) => [
          ...(names && !names.includes(name) ? wrong(`${path}.${name}`, 'a documented value') : []),
          ...(typeof one === 'number' ? [] : text()(one, `${path}.${name}`)),
        ])
      : wrong(path, 'an object');

const id = matching(/^[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}$/);
const uuid = matching(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
const proxy = { account: text(), enabled: flag, server: orNull(text()), bypass: orNull(text()) };
const enrolmentValues =
  'ProviderID EnrollmentState EnrollmentType UPN DiscoveryServiceFullURL AADResourceID AADTenantID AADOpaqueID IsFederated SID RenewStatus RenewErrorCode RenewTimestamp'.split(
    ' ',
  );
const accountValues = ['ServerLastAccessTime', 'ServerLastSuccessTime', 'ServerLastFailureTime'];
const registryValue: Shape = (value, path) =>
  object({
    name: text(256),
    type: oneOf('string', 'expand', 'dword', 'qword', 'multi', 'binary', 'other'),
    data: (data, at) => {
      const type = record(value) ? value['type'] : '';
      if (type === 'dword') return whole(0, 2 ** 32 - 1)(data, at);
      if (type === 'qword') return typeof data === 'number' ? whole()(data, at) : matching(/^\d{1,20}$/)(data, at);
      if (type === 'multi') return list(text(), 50)(data, at);
      if (type === 'binary') return matching(/^([0-9A-F]{2}){0,256}$/)(data, at);
      return type === 'other' ? oneOf(null)(data, at) : text()(data, at);
    },
  })(value, path);

/** The whole file of evidence.md, version 1. */
export const evidenceShape: Shape = object({
  schema: oneOf('baton-evidence'),
  version: oneOf(1),
  kit: text(16),
  collectedAt: time,
  seconds: whole(0, 3600),
  language: oneOf('ja', 'en'),
  redacted: flag,
  context: read({
    account: text(),
    sid: text(),
    system: flag,
    elevated: flag,
    processBits: oneOf(32, 64),
    systemBits: oneOf(32, 64),
    languageMode: text(),
    powershell: text(64),
  }),
  pc: read({
    name: text(256),
    domain: text(256),
    uuid: text(64),
    serial: text(256),
    maker: text(256),
    model: text(256),
    consoleUser: text(512),
  }),
  os: read({
    caption: text(256),
    version: text(64),
    ubr: orNull(whole()),
    edition: whole(),
    editionId: orNull(text()),
    displayVersion: orNull(text()),
    productType: oneOf(1, 2, 3),
    installationType: orNull(text()),
    lastBootAt: orNull(time),
    locale: text(),
    uiLanguage: text(),
    ansiCodePage: whole(),
    oemCodePage: whole(),
  }),
  clock: read({ utc: time, timeZone: text(), biasMinutes: whole(-900, 900) }),
  joinState: object({
    system: read({ account: text(), exitCode: whole(-(2 ** 31)), text: text(65_536) }),
    user: read({ account: text(), exitCode: whole(-(2 ** 31)), text: text(65_536) }),
  }),
  enrollments: read({
    keys: list(object({ id, values: values(enrolmentValues), linked: list(id, 8) }), 100),
    accounts: list(object({ id, values: values(accountValues) }), 100),
    tasks: list(id, 100),
    more: whole(),
  }),
  registry: read({
    keys: list(
      read({ key: matching(/^HKLM\\.{1,250}$/), exists: flag, values: list(registryValue, 100) }, ['key']),
      150,
    ),
  }),
  groupPolicy: read({ applied: list(object({ id: text(64), name: text(256) }), 200), more: whole() }),
  services: read({
    list: list(object({ name: text(256), exists: flag, state: orNull(text(32)), startMode: orNull(text(32)) }), 60),
  }),
  tasks: read({
    list: list(
      object({
        path: text(),
        exists: flag,
        state: orNull(text(32)),
        lastRunAt: orNull(time),
        lastResult: orNull(whole()),
        nextRunAt: orNull(time),
      }),
      20,
    ),
  }),
  configmgr: object({
    installation: read({
      folder: text(),
      folderExists: flag,
      executableExists: flag,
      setupFolderExists: flag,
      namespaceExists: flag,
    }),
    client: read({
      exists: flag,
      version: orNull(text()),
      clientId: orNull(text()),
      previousClientId: orNull(text()),
      siteCode: orNull(text(16)),
    }),
    authority: read({ exists: flag, name: orNull(text()), managementPoint: orNull(text()) }),
    managementPoints: read({
      exists: flag,
      list: list(object({ name: text(), type: text(64), protocol: orNull(text(16)) }), 20),
    }),
    system: read({ exists: flag, CoManaged: orNull(flag), ComgmtWorkloads: orNull(whole(-(2 ** 53))) }),
    baselines: read({
      exists: flag,
      list: list(
        object({
          name: text(256),
          displayName: text(128),
          version: orNull(text()),
          lastComplianceStatus: orNull(whole()),
          lastEvaluatedAt: orNull(time),
        }),
        40,
      ),
      others: whole(),
    }),
    coManagement: read({ exists: flag, values: values() }),
  }),
  epm: read({ folders: list(object({ path: text(), exists: flag }), 20), uniqueId: orNull(text()) }),
  proxies: object({
    user: read({ ...proxy, autoConfigUrl: orNull(text()), autoDetect: orNull(flag) }),
    system: read({ ...proxy, autoConfigUrl: orNull(text()), autoDetect: orNull(flag) }),
    winHttp: read({
      access: oneOf('direct', 'proxy', 'unset'),
      server: orNull(text()),
      bypass: orNull(text()),
      text: text(4096),
    }),
    wpad: read({ name: text(256), addresses: list(text(), 8), disabled: flag }),
  }),
  reachability: read({
    account: text(),
    tests: list(
      read(
        {
          purpose: oneOf(
            'join',
            'mdm',
            'intune',
            'push',
            'management-point',
            'gateway',
            'baton-enrollment',
            'baton-management',
            'tenant-mdm',
            'other-mdm',
          ),
          url: text(2048),
          addresses: list(text(), 8),
          dnsError: orNull(text()),
          status: orNull(whole(100, 599)),
          error: orNull(matching(/^0x[0-9A-F]{8}$/)),
          detail: orNull(text()),
          certificate: orNull(
            object({ subject: text(), issuer: text(), thumbprint: matching(/^[0-9A-F]{40}$/), notAfter: time }),
          ),
          milliseconds: orNull(whole()),
        },
        ['purpose', 'url'],
      ),
      40,
    ),
    more: whole(),
  }),
  logs: read({
    files: list(
      read(
        {
          path: text(),
          exists: flag,
          size: whole(),
          modifiedAt: orNull(time),
          encoding: oneOf('utf-8', 'utf-16le', 'ansi', null),
          offset: whole(),
          text: text(2_000_000),
        },
        ['path'],
      ),
      80,
    ),
    more: whole(),
  }),
  events: read({
    channels: list(
      read(
        {
          channel: text(),
          exists: flag,
          enabled: orNull(flag),
          records: list(
            object({ id: whole(), level: whole(0, 255), time, provider: text(256), text: text(2000) }),
            100,
          ),
          more: whole(),
        },
        ['channel'],
      ),
      20,
    ),
  }),
  bitlocker: read({
    volumes: list(
      read({ mount: text(16), protection: oneOf('off', 'on', 'unknown'), protectors: list(text(32), 11) }, ['mount']),
      26,
    ),
  }),
  baton: object({
    packages: read({
      list: list(
        read(
          {
            id: uuid,
            name: text(256),
            platform: oneOf('configmgr', 'epm', 'none'),
            kit: text(16),
            enrollment: text(2048),
            discoveryUrl: text(2048),
            expiresAt: time,
            copiedAt: time,
            pin: flag,
            sharedPpkg: flag,
          },
          ['id'],
        ),
        20,
      ),
    }),
    state: read({
      exists: flag,
      claimId: orNull(text(64)),
      claimEnded: orNull(flag),
      packageId: orNull(text(64)),
      outcome: orNull(text()),
      outcomeReason: orNull(text()),
      retryAt: orNull(text()),
      retryReason: orNull(text()),
    }),
  }),
});
