/**
 * The verifying core of the phone: from a scanned text to a verdict, or a named fault. Pure: no
 * DOM, no network, no storage, no clock. The same checks exist in Python (`credit.codes.core`);
 * both pass `tests/vectors/codes.json` and follow `docs/code-format.md`.
 */

export { acceptBundle, decodeBundle, type Bundle, type RootKey } from './bundle.ts'
export { decodeCbor, encodeCbor, type Cbor, type CborMap } from './cbor.ts'
export { hash16, passChain, preimageAt, reachesAnchor, STEPS } from './chain.ts'
export type { MerchantClaims } from './claims.ts'
export { readCodeText, type Other, type Scanned } from './code-text.ts'
export { bytesToDigits, digitsToBytes } from './digits.ts'
export { es256Verify, type Es256 } from './es256.ts'
export { CodeFault, type Fault, type OpenFault, type Reason } from './faults.ts'
export { shortNameIsSafe } from './names.ts'
export { buildPassText } from './pass-text.ts'
export { decodeRice, encodeRice } from './rice.ts'
export { SHORT_LENGTH, shortCodeFault, showShortCode, tidyShortCode, type ShortFault } from './short-code.ts'
export { decodeSign1 } from './sign1.ts'
export { acceptList, applyDelta, loadList, statusOf, storeList, type StatusList } from './status-list.ts'
export { verifyOffline, type Held, type OfflineVerdict } from './verdict.ts'
