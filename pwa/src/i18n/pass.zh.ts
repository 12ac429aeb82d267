/** Words of the screens of 个人信用码. They come with `withWords('pass', …)` in shell/routes.ts. */
export const pass = {} as const
