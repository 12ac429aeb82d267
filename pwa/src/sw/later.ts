/**
 * Files of the build that are not fetched at installation: not everybody opens the map, the districts
 * or a desk, keeps pledges, reads English. The worker keeps each when it is first used, and all of
 * the map when a county is taken offline. `scripts/budget.mjs` counts by the same rule.
 */
const LATER = /^(geo\/|assets\/(map|district|breach|photos|PhotoPicker|PrintPage|WebBadge|District|Membership|desk|office|[Pp]erk|work-routes|objection|Account|account|Who|who|ProveSelf|trying|pin-|promise|Promise|PinReviews|PinPage|Boundary|Clients|CodePage|Import|follow|file\.zh|my-file|FileList|LookRow|declar|Declar|Pledges|Green|Conditions|Signals|Performance|Statistics|Inbox|Repair|repair|credit|report-|ApplyForm|OwnCase|DeskForm|Proofs|([a-z]+\.)?en-))/
/** What the map needs without a network; drawing boundaries is desk work. */
const MAP = /^(geo\/|assets\/(map(?!-desk)|district))/

export const isLater = (url: string): boolean => LATER.test(url)
export const isOfMap = (url: string): boolean => MAP.test(url)
