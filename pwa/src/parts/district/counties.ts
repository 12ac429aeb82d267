/** The counties (县) of Qinghai by prefecture, GB/T 2260: `places/data/qinghai_divisions.csv` in short. */
export interface Prefecture {
  code: string
  name: string
  counties: [code: string, name: string][]
}

const LINES = [
  '630100 西宁市 02城东区 03城中区 04城西区 05城北区 06湟中区 21大通回族土族自治县 23湟源县',
  '630200 海东市 02乐都区 03平安区 22民和回族土族自治县 23互助土族自治县 24化隆回族自治县 25循化撒拉族自治县',
  '632200 海北藏族自治州 21门源回族自治县 22祁连县 23海晏县 24刚察县',
  '632300 黄南藏族自治州 01同仁市 22尖扎县 23泽库县 24河南蒙古族自治县',
  '632500 海南藏族自治州 21共和县 22同德县 23贵德县 24兴海县 25贵南县',
  '632600 果洛藏族自治州 21玛沁县 22班玛县 23甘德县 24达日县 25久治县 26玛多县',
  '632700 玉树藏族自治州 01玉树市 22杂多县 23称多县 24治多县 25囊谦县 26曲麻莱县',
  '632800 海西蒙古族藏族自治州 01格尔木市 02德令哈市 03茫崖市 21乌兰县 22都兰县 23天峻县 57大柴旦行政委员会',
]

export const PREFECTURES: readonly Prefecture[] = LINES.map((line) => {
  const [code = '', name = '', ...rest] = line.split(' ')
  return { code, name, counties: rest.map((one) => [code.slice(0, 4) + one.slice(0, 2), one.slice(2)]) }
})
