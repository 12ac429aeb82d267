/** Why a code is not believed: one name per check, equal to Python's `credit.codes.core.faults`. */

/** The text is no code of ours, or a damaged one. */
type TextFault =
  | 'empty' | 'too_long' | 'payment_code' | 'not_a_code' | 'foreign_host' | 'look_alike_host'
  | 'not_canonical' | 'mistyped'

/** The code is refused: 无效. */
type TokenFault =
  | 'bad_cbor' | 'bad_shape' | 'wrong_kind' | 'unknown_key' | 'retired_key' | 'wrong_alg' | 'high_s'
  | 'bad_signature' | 'not_yet_valid' | 'expired' | 'bad_chain' | 'outdated' | 'out_of_range'
  | 'revoked' | 'suspended'

/** Nothing can be said without the network: 无法离线核验, never merged with 无效. */
export type OpenFault =
  | 'no_bundle' | 'suspect_clock' | 'stale_bundle' | 'newer_key' | 'no_status_list'
  | 'stale_status_list' | 'superseded' | 'needs_network'

/** A bundle, list or delta is not taken over. */
type TrustFault = 'rollback' | 'conflict' | 'wrong_list' | 'delta_mismatch'

export type Fault = TextFault | TokenFault | OpenFault | TrustFault

/** The small, stable set that screens and clients branch on. */
export type Reason =
  | 'not_a_code' | 'foreign' | 'damaged' | 'wrong_kind' | 'unknown_key' | 'bad_signature'
  | 'not_yet_valid' | 'expired' | 'bad_rotation' | 'outdated' | 'unknown' | 'revoked' | 'suspended'

// A token's fault that is missing here is its own reason (`expired`, `wrong_kind` …).
const REASON_OF: Partial<Record<Fault, Reason>> = {
  empty: 'not_a_code',
  too_long: 'not_a_code',
  payment_code: 'not_a_code',
  foreign_host: 'foreign',
  look_alike_host: 'foreign',
  not_canonical: 'damaged',
  mistyped: 'damaged',
  bad_cbor: 'damaged',
  bad_shape: 'damaged',
  retired_key: 'unknown_key',
  wrong_alg: 'bad_signature',
  high_s: 'bad_signature',
  bad_chain: 'bad_rotation',
  out_of_range: 'unknown',
}

export function reasonOf(fault: Fault): Reason {
  return REASON_OF[fault] ?? (fault as Reason)
}

/** Thrown by every reader of this folder; nothing else is. `fault` names the first failed check. */
export class CodeFault extends Error {
  declare readonly fault: Fault // declared only: a real field costs old targets a helper of 0.3 kB

  constructor(fault: Fault) {
    super(fault)
    this.fault = fault
  }
}

/** `need(condition, fault)`: the check and its name on one line. */
export function need(held: boolean, fault: Fault): asserts held {
  if (!held) throw new CodeFault(fault)
}
