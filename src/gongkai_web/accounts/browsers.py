"""A browser in plain words, for people who look over their logins: 'Windows 上的 Edge 128'."""

from __future__ import annotations

import re

__all__ = ["in_words"]

# The first that is found counts: nearly all of them also call themselves Chrome and Safari.
_BROWSERS = (
    ("微信", r"MicroMessenger/(\d+)"),
    ("企业微信", r"wxwork/(\d+)"),
    ("钉钉", r"DingTalk/(\d+)"),
    ("360 浏览器", r"(?:QIHU|360SE|360EE|QHBrowser)(?:[ /](\d+))?"),
    ("QQ 浏览器", r"M?QQBrowser/(\d+)"),
    ("UC 浏览器", r"UC?BrowserE?/(\d+)"),
    ("搜狗浏览器", r"MetaSr(?: (\d+))?"),
    ("奇安信浏览器", r"QaxBrowser(?:/(\d+))?"),
    ("华为浏览器", r"HuaweiBrowser/(\d+)"),
    ("小米浏览器", r"MiuiBrowser/(\d+)"),
    ("Edge", r"Edg(?:e|A|iOS)?/(\d+)"),
    ("Opera", r"(?:OPR|Opera)/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS|Chromium)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari"),
    ("IE", r"(?:MSIE |Trident/.*rv:)(\d+)"),
)
_SYSTEMS = (
    ("鸿蒙", r"HarmonyOS|OpenHarmony"),
    ("安卓", r"Android"),
    ("iPhone", r"iPhone"),
    ("iPad", r"iPad"),
    ("Windows", r"Windows"),
    ("Mac", r"Mac OS X|Macintosh"),
    ("统信", r"\bUOS\b|uos"),
    ("麒麟", r"[Kk]ylin"),
    ("Linux", r"Linux|X11"),
)
_BROWSER_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _BROWSERS)
_SYSTEM_PATTERNS = tuple((name, re.compile(pattern)) for name, pattern in _SYSTEMS)


def in_words(agent: str) -> str:
    """System and browser of a User-Agent; "" for an empty one, 其他程序 for one that is no browser."""
    agent = agent[:500]
    if not agent:
        return ""
    system = next((name for name, pattern in _SYSTEM_PATTERNS if pattern.search(agent)), "")
    for name, pattern in _BROWSER_PATTERNS:
        if found := pattern.search(agent):
            version = f" {found[1]}" if found[1] else ""
            return f"{system} 上的 {name}{version}" if system else f"{name}{version}"
    return f"{system} 上的其他程序" if system else "其他程序"
