/** Words of desk work on places: districts, memberships, pins, opening hours. */
export const place = {
  'place.title': '位置与街区',
}
