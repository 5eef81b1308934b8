import { lookAtEveryPage } from './look-at-every-page.ts';

lookAtEveryPage('ja', 'light', 1440);
