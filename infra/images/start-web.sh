#!/bin/sh
# Puts the image's build in front, keeps the one before it, then becomes nginx.
set -eu
/etc/nginx/publish-pwa /opt/pwa /srv/pwa
mkdir -p /var/cache/nginx/body /var/cache/nginx/proxy /var/cache/nginx/public
# 天地图 tiles are allowed only where a key is set (docs/operations.md).
if [ -n "${TIANDITU_TK:-}" ]; then
    echo 'default " https://*.tianditu.gov.cn";' > /tmp/tile-hosts.conf
fi
exec nginx -c /etc/nginx/nginx.conf \
    -g 'load_module /usr/lib/nginx/modules/ngx_http_brotli_static_module.so;'
