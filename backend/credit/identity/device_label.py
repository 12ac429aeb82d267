"""A name by which a person knows a device again; coarse, no version and no model. Pure."""

from typing import Final

_KINDS: Final = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("HarmonyOS", "鸿蒙"), ("OpenHarmony", "鸿蒙"),
    ("Android", "安卓手机"), ("Windows", "Windows 电脑"), ("Mac OS X", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)  # fmt: skip
_BROWSERS: Final = (
    ("MicroMessenger", "微信"), ("AlipayClient", "支付宝"), ("HuaweiBrowser", "华为浏览器"),
    ("MiuiBrowser", "小米浏览器"), ("UCBrowser", "UC"), ("MQQBrowser", "QQ"), ("Edg", "Edge"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip


def device_label(agent: str) -> str:
    """`安卓手机 · 微信`; empty when nothing is known."""
    kind = next((name for mark, name in _KINDS if mark in agent), "")
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    return " · ".join(part for part in (kind, browser) if part)
