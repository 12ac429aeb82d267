/**
 * Names under a signature: nothing in them may hide, turn or pretend to be blank. The ranges are
 * written out and equal Python's `core/names.py`, whatever version of Unicode either side knows.
 */

// Controls, blanks other than U+0020, joiners, bidirectional controls, fillers, selectors, tags.
const HIDDEN =
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u034f\u061c\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\u{1d173}-\u{1d17a}\u{e0000}-\u{e0fff}]/u

/** True when every character of the text is seen, in the order in which it stands. */
export function isPlainName(text: string): boolean {
  return text !== '' && !text.startsWith(' ') && !text.endsWith(' ') && !HIDDEN.test(text)
}

/** `*` and one plain character (`*明`): all that a pass may tell of a name. */
export function isMaskedName(text: string): boolean {
  return /^\*[^ *]$/su.test(text) && isPlainName(text)
}

// Han goes with Latin on Chinese signs; Cyrillic or Greek beside Latin is an imitation.
const LATIN = /\p{Script=Latin}/u
const TWIN_SCRIPTS = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Cherokee}\p{Script=Armenian}]/u
const PILED = /\p{M}{4}/u // Tibetan stacks need up to three

/** For the screen: also false for look-alike scripts side by side and piled-up marks. */
export function shortNameIsSafe(name: string): boolean {
  return isPlainName(name) && !PILED.test(name) && !(LATIN.test(name) && TWIN_SCRIPTS.test(name))
}
