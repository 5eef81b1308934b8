import { lookAtEveryPage } from './look-at-every-page.ts';

lookAtEveryPage('en', 'dark', 1024);
