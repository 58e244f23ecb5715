"""Messages of group robots: the three formats, signatures, addresses that may be called."""

import base64
import hashlib
import hmac

import pytest
from medkernel import robots

NOW = 1_790_000_000
DING = "https://oapi.dingtalk.com/robot/send?access_token=abc"


def test_x28_wecom_mentions_by_user_id_or_mobile():
    url, body = robots.request_of("wecom", "https://qyapi.weixin.qq.com/x?key=k", "", "hello", "guwen", NOW)
    assert url == "https://qyapi.weixin.qq.com/x?key=k"
    assert body == {"msgtype": "text", "text": {"content": "hello", "mentioned_list": ["guwen"]}}
    _url, body = robots.request_of("wecom", url, "", "hello", "13800001111", NOW)
    assert body["text"]["mentioned_mobile_list"] == ["13800001111"]
    assert "mentioned_list" not in body["text"]


def test_x28_dingtalk_signs_milliseconds_and_secret_and_never_mentions_all():
    url, body = robots.request_of("dingtalk", DING, "SECx", "hello", "13800001111", NOW)
    key = hmac.new(b"SECx", f"{NOW * 1000}\nSECx".encode(), hashlib.sha256).digest()
    assert url.startswith(f"{DING}&timestamp={NOW * 1000}&sign=")
    assert "+" not in url.split("sign=")[1]
    assert (
        base64.b64encode(key).decode().replace("+", "%2B").replace("/", "%2F").replace("=", "%3D")
        == url.split("sign=")[1]
    )
    assert body["at"] == {"atMobiles": ["13800001111"], "isAtAll": False}
    assert body["text"]["content"] == "hello\n@13800001111"


def test_x28_feishu_signs_seconds_and_mentions_by_tag():
    _url, body = robots.request_of("feishu", "https://open.feishu.cn/x", "s", "a <b> & c", "ou_1", NOW)
    key = hmac.new(f"{NOW}\ns".encode(), b"", hashlib.sha256).digest()
    assert body["timestamp"] == str(NOW)
    assert body["sign"] == base64.b64encode(key).decode()
    assert body["content"]["text"] == '<at user_id="ou_1"></at> a &lt;b&gt; &amp; c'
    _url, unsigned = robots.request_of("feishu", "https://open.feishu.cn/x", "", "a", "ou_1", NOW)
    assert "sign" not in unsigned


@pytest.mark.parametrize(
    "url",
    [
        "http://qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com.evil.example/x",
        "https://qyapi.weixin.qq.com@evil.example/x",
        "https://user:pw@qyapi.weixin.qq.com/x",
        "https://qyapi.weixin.qq.com:8443/x",
        "https://oapi.dingtalk.com/x",
        "https://127.0.0.1/x",
        "https://[::1/x",
        "file:///etc/passwd",
        "",
        None,
    ],
)
def test_x28_only_the_services_own_host_is_called(url):
    assert not robots.is_allowed("wecom", url)


def test_x28_a_listed_origin_is_allowed_and_only_that():
    own = ["http://127.0.0.1:9000"]
    assert robots.is_allowed("wecom", "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", own)
    assert robots.is_allowed("wecom", "http://127.0.0.1:9000/send", own)
    assert not robots.is_allowed("wecom", "http://127.0.0.1:9001/send", own)
    assert not robots.is_allowed("wecom", "http://x@127.0.0.1:9000/send", own)


@pytest.mark.parametrize(
    ("kind", "status", "answer", "outcome"),
    [
        ("wecom", 200, {"errcode": 0, "errmsg": "ok"}, "sent"),
        ("wecom", 200, {"errcode": 93000, "errmsg": "invalid webhook"}, "failed"),
        ("wecom", 200, {"errcode": 45009}, "retry"),
        ("dingtalk", 200, {"errcode": 310000, "errmsg": "sign not match"}, "failed"),
        ("feishu", 200, {"code": 0, "msg": "success"}, "sent"),
        ("feishu", 200, {"StatusCode": 0}, "sent"),
        ("feishu", 200, {"code": 19021}, "failed"),
        ("wecom", 502, None, "retry"),
        ("wecom", 302, None, "failed"),
        ("wecom", 200, None, "failed"),
        ("wecom", 200, ["x"], "failed"),
    ],
)
def test_x28_answers_are_understood(kind, status, answer, outcome):
    assert robots.verdict(kind, status, answer)[0] == outcome


def test_x28_long_texts_are_cut_between_characters():
    cut = robots.clip("证" * 2000)
    assert len(cut.encode()) <= robots.MAX_BYTES
    assert set(cut[:-1]) == {"证"}


def test_x28_pauses_double():
    assert [robots.wait_minutes(n) for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
