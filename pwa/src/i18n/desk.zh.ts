/** Words of a merchant's and an officer's screens about codes. */
export const desk = {
  'live.ask': '请扫码核对店名',
  'live.bright': '请把屏幕调亮，顾客更好扫',
  'live.clock': '现在的时间',
  'live.moving': '时间在走、山在动，才是当场出示',
  'live.movingStill': '秒数在走，才是当场出示',
  'live.asOf': '没有网络，这是 {time} 核对过的码，有效至 {date}',
  'live.full': '只看码',
  'live.fullEnd': '退出只看码',
  'live.hidden': '码已隐藏',
  'live.goneTitle': '这家店现在没有可用的信用码',
  'live.goneHint': '可能已暂停、吊销，或信息不足暂不评级。原因写在信用码管理里。',
  'live.expiredTitle': '手机里存的码已经过期',
  'live.expiredHint': '连上网，会自动换成新的码。',
  'live.manage': '信用码管理',
} as const
