"""The texts for a shop's own site and its NFC tags. Pure."""

import base64
from html import escape
from typing import Final

from credit.codes.badges.schemas import NfcTag, WebBadgeEmbed
from credit.codes.media.ndef import bytes_on_tag, fitting_tag, uri_message
from credit.codes.media.web_badge import HEIGHT, WIDTH

SCRIPT_PATH: Final = "/api/web-badge.js"
SCRIPT: Final = """// Keeps the badges of a page at the present minute. Tracks nobody.
(function () {
  var base = new URL(document.currentScript.src).origin + '/api/subjects/';
  function refresh() {
    if (document.hidden) return;
    document.querySelectorAll('img[src^="' + base + '"]').forEach(function (image) {
      var plain = image.src.split('?')[0];
      if (plain.slice(-14) === '/web-badge.svg')
        image.src = plain + '?t=' + Math.floor(Date.now() / 60000);
    });
  }
  setInterval(refresh, 60000);
  document.addEventListener('visibilitychange', refresh);
  window.addEventListener('pageshow', refresh);
})();
"""


def embed_texts(origin: str, uscc: str, name: str) -> WebBadgeEmbed:
    """What a shop pastes into its site. No grade in it: only the image knows the present one.

    The address carries the uscc and no code, so it stays right when the badge is renewed; the
    image is fetched without telling us which page it stands on.
    """
    base = f"{origin}/api/subjects/{uscc}"
    alt = escape(f"{name} 的信用等级，点开核验")
    html = (
        f'<a href="{base}/web-badge/verdict" target="_blank" rel="noopener">'
        f'<img src="{base}/web-badge.svg" width="{WIDTH}" height="{HEIGHT}" alt="{alt}" '
        'referrerpolicy="no-referrer"></a>'
    )
    script = f'<script async src="{origin}{SCRIPT_PATH}" referrerpolicy="no-referrer"></script>'
    return WebBadgeEmbed(html=html, html_with_script=f"{html}\n{script}")


def nfc_tag(url: str) -> NfcTag:
    """The link of a code as a tag writer takes it."""
    message = uri_message(url)
    tag = fitting_tag(message)
    return NfcTag(
        url=url,
        tag=f"{tag.name}（{tag.capacity} 字节）或更大；写入后请锁定",
        message_hex=message.hex().upper(),
        message_base64=base64.b64encode(message).decode(),
        size=bytes_on_tag(message),
    )
