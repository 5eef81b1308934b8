export { getImport, listImports, type StoredImport } from './store/import-store.ts';
