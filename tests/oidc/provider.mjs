// A real OpenID Connect provider for tests: oidc-provider with a login page of three people.
// node tests/oidc/provider.mjs PORT ORIGIN   (ORIGIN: of the client's redirect address)
import { Provider } from '../../pwa/node_modules/oidc-provider/lib/index.js'

const [port, origin] = process.argv.slice(2)
const issuer = `http://127.0.0.1:${port}`
// Password of all: letmein. Numbers are of the invented division 639999.
const people = {
  zhuoma: { acr: 'level3', name: '才让·卓玛', id_number: '639999199203151026' },
  duojie: { acr: 'level2', name: '扎西·多杰', id_number: '639999201209011032' },
  nobody: { acr: 'level1', name: '随便一个名字', id_number: '639999197907201053' },
}

/** Besides, anybody whose name begins with guest-: the provider knows nothing of who they are. */
const personOf = (login) => people[login] ?? (login?.startsWith('guest-') ? { acr: 'level1' } : undefined)

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'credit-qinghai',
      client_secret: 'a-secret-of-the-test-only-0123456789',
      redirect_uris: [`${origin}/sign-in/return`],
      post_logout_redirect_uris: [`${origin}/sign-in`],
    },
  ],
  claims: { openid: ['sub', 'acr'], real_name: ['name', 'id_number'] },
  scopes: ['openid', 'real_name'],
  conformIdTokenClaims: false,
  cookies: { keys: ['only', 'for', 'tests'] },
  features: { devInteractions: { enabled: false } },
  pkce: { required: () => true },
  interactions: { url: (_, interaction) => `/login/${interaction.uid}` },
  findAccount: (_, id) =>
    personOf(id) ? { accountId: id, claims: () => ({ sub: id, ...personOf(id) }) } : undefined,
  // Whoever signed in has agreed: the page said so.
  async loadExistingGrant(ctx) {
    const grant = new ctx.oidc.provider.Grant({
      clientId: ctx.oidc.client.clientId,
      accountId: ctx.oidc.session.accountId,
    })
    grant.addOIDCScope('openid real_name')
    await grant.save()
    return grant
  },
})

const page = (note) => `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>统一身份（测试）</title>
<h1>统一身份（测试）</h1><p>${note}</p><form method="post">
<label>账号 <input name="login" required></label>
<label>密码 <input name="password" type="password" required></label>
<button name="do" value="enter">同意并登录</button></form>
<form method="post"><button name="do" value="cancel">取消</button></form>`

async function form(request) {
  let body = ''
  for await (const chunk of request) body += chunk
  return Object.fromEntries(new URLSearchParams(body))
}

provider.use(async (ctx, next) => {
  if (!ctx.path.startsWith('/login/')) return next()
  ctx.type = 'html'
  await provider.interactionDetails(ctx.req, ctx.res)
  if (ctx.method !== 'POST') {
    ctx.body = page('用它登录信用青海')
    return
  }
  const given = await form(ctx.req)
  if (given.do === 'cancel') {
    const result = { error: 'access_denied', error_description: 'cancelled' }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result))
  } else if (personOf(given.login) && given.password === 'letmein') {
    const login = { accountId: given.login, acr: personOf(given.login).acr }
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, { login }))
  } else {
    ctx.body = page('账号或密码不对')
  }
})

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
