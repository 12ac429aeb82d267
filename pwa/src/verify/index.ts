/**
 * The verifying core of the phone: from a scanned text to a verdict, or a named fault. Pure: no
 * DOM, no network, no storage, no clock. The same checks exist in Python (`credit.codes.core`);
 * both pass `tests/vectors/codes.json` and follow `docs/code-format.md`.
 */

export { acceptBundle, decodeBundle, USE, type Bundle, type KeyEntry, type ListEntry, type RootKey } from './bundle.ts'
export { decodeCbor, encodeCbor, type Cbor, type CborMap } from './cbor.ts'
export { hash16, passChain, preimageAt, reachesAnchor, STEP_SECONDS, STEPS } from './chain.ts'
export { PASS_SECONDS, type CitizenClaims, type MerchantClaims } from './claims.ts'
export { readCodeText, type Other, type Scanned } from './code-text.ts'
export { bytesToDigits, digitsToBytes } from './digits.ts'
export { es256Verify, isLowS, type Es256 } from './es256.ts'
export { CodeFault, reasonOf, type Fault, type OpenFault, type Reason, type TextFault, type TokenFault } from './faults.ts'
export type { DataKind, LinkApp, PayBrand } from './foreign.ts'
export { shortNameIsSafe } from './names.ts'
export { buildPassText } from './pass-text.ts'
export { decodeRice, encodeRice, type RiceSet } from './rice.ts'
export { SHORT_LENGTH, shortCodeFault, showShortCode, tidyShortCode, type ShortFault } from './short-code.ts'
export { decodeSign1, type Sign1 } from './sign1.ts'
export { acceptList, applyDelta, loadList, statusOf, storeList, type Status, type StatusList } from './status-list.ts'
export { verifyOffline, type Held, type OfflineVerdict } from './verdict.ts'
