import type { desk as zh } from './desk.zh.ts'

export const desk: Record<keyof typeof zh, string> = {
  'live.ask': 'Scan, then compare the shop name',
  'live.bright': 'Turn the screen up so that customers can scan it',
  'live.clock': 'The time now',
  'live.moving': 'Shown live only if the seconds run and the ridge moves',
  'live.movingStill': 'Shown live only if the seconds run',
  'live.asOf': 'No network. This code was checked at {time}, valid until {date}',
  'live.full': 'Code only',
  'live.fullEnd': 'Leave code-only view',
  'live.hidden': 'Code hidden',
  'live.goneTitle': 'This shop has no usable code now',
  'live.goneHint': 'It may be suspended or revoked, or there is too little information for a grade. The reason is under Manage code.',
  'live.expiredTitle': 'The code kept on this phone has expired',
  'live.expiredHint': 'It is replaced by the new one as soon as you are online.',
  'live.manage': 'Manage code',
}
