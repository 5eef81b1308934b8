import type {} from 'i18next';
import type admin from './ja/admin.json';
import type attempts from './ja/attempts.json';
import type common from './ja/common.json';
import type device from './ja/device.json';
import type devices from './ja/devices.json';
import type diagnosis from './ja/diagnosis.json';
import type duplicates from './ja/duplicates.json';
import type imports from './ja/imports.json';
import type labels from './ja/labels.json';
import type me from './ja/me.json';
import type newPackage from './ja/new-package.json';
import type overview from './ja/overview.json';
import type packageTexts from './ja/package.json';
import type packages from './ja/packages.json';
import type signIn from './ja/sign-in.json';
import type sources from './ja/sources.json';
import type users from './ja/users.json';

export interface Texts {
  common: typeof common;
  'sign-in': typeof signIn;
  overview: typeof overview;
  packages: typeof packages;
  package: typeof packageTexts;
  'new-package': typeof newPackage;
  devices: typeof devices;
  device: typeof device;
  diagnosis: typeof diagnosis;
  users: typeof users;
  sources: typeof sources;
  imports: typeof imports;
  labels: typeof labels;
  duplicates: typeof duplicates;
  attempts: typeof attempts;
  admin: typeof admin;
  me: typeof me;
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: Texts;
    returnNull: false;
  }
}
