/** SyncML 1.2, the language of OMA DM 1.2 (OMA-REP). */
export const SYNCML = 'SYNCML:SYNCML1.2';
/** Children of `Meta`. Read by local name, since Windows has been seen to misspell it. */
export const METINF = 'syncml:metinf';
/** Extensions of MS-MDM: `originalerror`. */
export const MSFT = 'http://schemas.microsoft.com/MobileDevice/MDM';
