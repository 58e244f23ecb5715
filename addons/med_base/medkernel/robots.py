"""Messages of group robots: WeCom, DingTalk and Feishu, after their public documents.

Each sends a short text to the webhook of a group robot and mentions exactly one person.
"""

import base64
import hashlib
import hmac
import re
from urllib.parse import quote, urlsplit

WECOM, DINGTALK, FEISHU = "wecom", "dingtalk", "feishu"
HOSTS = {
    WECOM: "qyapi.weixin.qq.com",
    DINGTALK: "oapi.dingtalk.com",
    FEISHU: "open.feishu.cn",
}
SIGNED = (DINGTALK, FEISHU)
# "too many messages": the same message is welcome a minute later
BUSY = {WECOM: {45009, 45033}, DINGTALK: {130101, 660026}, FEISHU: {9499, 11232}}
# WeCom's limit is 2048 bytes, the others' are larger
MAX_BYTES = 1800
MOBILE = re.compile(r"(\+?86)?1[3-9]\d{9}")

SENT, RETRY, FAILED = "sent", "retry", "failed"


def is_mobile(mention):
    """Whether the identifier is a mobile number (else it is a user id of the service)."""
    return bool(MOBILE.fullmatch(mention or ""))


def is_allowed(kind, url, origins=()):
    """Whether a webhook may be called: https to the service's own host, or a listed origin.

    :param origins: further ``scheme://host[:port]`` a company has listed for itself
    """
    try:
        parts = urlsplit((url or "").strip())
        port = parts.port
    except ValueError:
        return False
    if parts.username is not None or parts.password is not None or not parts.hostname:
        return False
    if f"{parts.scheme}://{parts.netloc}".lower() in {origin.strip().lower() for origin in origins}:
        return parts.scheme in ("http", "https")
    return parts.scheme == "https" and parts.hostname == HOSTS[kind] and port in (None, 443)


def clip(text, size=MAX_BYTES):
    """The text cut to so many bytes of UTF-8, whole characters only."""
    raw = text.encode()
    return text if len(raw) <= size else raw[: size - 3].decode(errors="ignore") + "…"


def request_of(kind, url, secret, text, mention, now):
    """Address and JSON body of one message.

    :param kind: one of WECOM, DINGTALK, FEISHU
    :param url: the robot's webhook
    :param secret: signing secret, empty where the robot has none
    :param text: what to say, without the mention
    :param mention: mobile number or user id of the one person
    :param now: seconds since 1970
    :return: (url, body)
    """
    build = {WECOM: _wecom, DINGTALK: _dingtalk, FEISHU: _feishu}[kind]
    return build(url, secret, clip(text), mention, int(now))


def verdict(kind, status, answer):
    """What became of a message: (SENT, RETRY or FAILED, reason).

    :param status: HTTP status
    :param answer: the JSON answer as a dict, or None
    """
    if status == 429 or status >= 500:
        return RETRY, f"HTTP {status}"
    if status != 200 or not isinstance(answer, dict):
        return FAILED, f"HTTP {status}"
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode")))
    if code == 0:
        return SENT, ""
    words = answer.get("errmsg") or answer.get("msg") or answer.get("StatusMessage") or ""
    return (RETRY if code in BUSY[kind] else FAILED), f"{code} {words}".strip()[:200]


def wait_minutes(attempts):
    """Pause before the next try: 1, 2, 4, 8 … minutes."""
    return 2 ** max(attempts - 1, 0)


def _wecom(url, _secret, text, mention, _now):
    key = "mentioned_mobile_list" if is_mobile(mention) else "mentioned_list"
    return url, {"msgtype": "text", "text": {"content": text, key: [mention]}}


def _dingtalk(url, secret, text, mention, now):
    """Signature: HMAC-SHA256 of ``milliseconds\\nsecret`` with the secret as key."""
    if secret:
        stamp = now * 1000
        sign = _sign(secret, f"{stamp}\n{secret}")
        url = f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote(sign, safe='')}"
    key = "atMobiles" if is_mobile(mention) else "atUserIds"
    return url, {
        "msgtype": "text",
        "text": {"content": f"{text}\n@{mention}"},
        "at": {key: [mention], "isAtAll": False},
    }


def _feishu(url, secret, text, mention, now):
    """Signature: HMAC-SHA256 of nothing with ``seconds\\nsecret`` as key.

    Feishu mentions by user id only, and reads angle brackets as tags.
    """
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = {
        "msg_type": "text",
        "content": {"text": f'<at user_id="{quote(mention, safe="")}"></at> {plain}'},
    }
    if secret:
        body = {"timestamp": str(now), "sign": _sign(f"{now}\n{secret}", ""), **body}
    return url, body


def _sign(key, message):
    digest = hmac.new(key.encode(), message.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()
