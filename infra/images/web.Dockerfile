# nginx with the PWA inside. The previous build survives on the volume /srv/pwa.
# Build from the repository root: docker build -f infra/images/web.Dockerfile .

FROM node:24-bookworm-slim AS build
WORKDIR /src/pwa
COPY pwa/package.json pwa/package-lock.json pwa/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY pwa ./
RUN npm run build
COPY infra/images/compress.mjs /src/
RUN node /src/compress.mjs /src/pwa/dist

# Debian's nginx, the one that tests/infra runs the same configuration on.
FROM debian:12-slim
RUN apt-get update \
 && apt-get install -y --no-install-recommends nginx-light libnginx-mod-http-brotli-static \
 && rm -rf /var/lib/apt/lists/* /etc/nginx/* \
 && mkdir -p /srv/pwa /var/cache/nginx \
 && chown -R www-data:www-data /srv/pwa /var/cache/nginx
COPY infra/nginx /etc/nginx
# The module is named here and not in nginx.conf, so that the file also runs without it.
RUN mv /etc/nginx/brotli.conf /etc/nginx/optional/brotli.conf
COPY --from=build /src/pwa/dist /opt/pwa
COPY infra/images/start-web.sh /usr/local/bin/start-web
USER www-data
EXPOSE 8080 8443
ENTRYPOINT ["/usr/local/bin/start-web"]
