/** Words of credit districts, for everybody. */
export const district = {
  'district.title': '信用街区',
}
