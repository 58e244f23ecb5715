"""Canonical JSON and the hashes of the ledger."""

import datetime
import decimal
import random

import pytest
from medkernel import canonical, chain

ENTRY = {
    "id": 7,
    "company_id": 1,
    "company_name": "杭州康泽",
    "event": "gate.refused",
    "facts": '{"reason":"无证"}',
    "logged_at": datetime.datetime(2026, 3, 1, 8, 30, 0, 120000),
    "payload_hash": None,
    "res_id": 12,
    "res_model": "sale.order",
    "res_name": "S00012",
    "user_id": 5,
    "user_login": "sales",
    "user_name": "何涛",
}
KNOWN_ENTRY_HASH = "9d0f135a922191767c338ab99b2ad2df75cf4c64a7a60e12579b31b936afd7dd"


def test_order_of_keys_does_not_change_the_text():
    assert canonical.dumps({"b": 1, "a": [1, {"d": 2, "c": 3}]}) == ('{"a":[1,{"c":3,"d":2}],"b":1}')


def test_chinese_stays_readable_and_dates_become_text():
    value = {
        "原因": "过期",
        "day": datetime.date(2026, 1, 2),
        "amount": decimal.Decimal("1.50"),
        "scope": {"04", "02"},
        3: None,
    }
    assert canonical.dumps(value) == (
        '{"3":null,"amount":"1.50","day":"2026-01-02","scope":["02","04"],"原因":"过期"}'
    )


def test_what_has_no_canonical_form_is_refused():
    with pytest.raises(TypeError):
        canonical.dumps({"x": object()})
    with pytest.raises(ValueError):
        canonical.dumps({"x": float("nan")})


def test_lone_surrogates_become_storable():
    assert canonical.dumps({"x": "a\ud800b"}) == '{"x":"a?b"}'


def test_hash_of_a_known_entry_never_changes():
    # recorded once: a change of this value breaks every ledger in use
    assert chain.entry_hash(ENTRY) == KNOWN_ENTRY_HASH


@pytest.mark.parametrize("name", chain.ENTRY_FIELDS)
def test_every_field_of_an_entry_is_hashed(name):
    if name == "logged_at":
        other = ENTRY[name] + datetime.timedelta(microseconds=1)
    else:
        other = 99 if name in chain.ENTRY_NUMBERS else "other"
    assert chain.entry_hash(ENTRY | {name: other}) != chain.entry_hash(ENTRY)


def test_time_as_text_gives_the_same_hash_as_time():
    text = chain.moment(ENTRY["logged_at"])
    assert text == "2026-03-01T08:30:00.120000Z"
    assert chain.entry_hash(ENTRY | {"logged_at": text}) == chain.entry_hash(ENTRY)


def test_frame_around_number_and_time_gives_the_same_hash():
    head, middle, tail = chain.entry_frame(ENTRY)
    text = f"{head}{ENTRY['id']}{middle}{chain.moment(ENTRY['logged_at'])}{tail}"
    assert canonical.sha256(text) == chain.entry_hash(ENTRY)


def test_any_change_of_a_list_changes_its_hash(seed):
    rng = random.Random(seed)
    lines = [(i, 100 + i, f"{i:064x}") for i in range(1, 30)]
    expected = chain.lines_hash(lines)
    for _ in range(200):
        changed = list(lines)
        kind = rng.choice(["swap", "drop", "insert", "alter"])
        i, j = rng.sample(range(len(lines)), 2)
        if kind == "swap":
            changed[i], changed[j] = changed[j], changed[i]
        elif kind == "drop":
            changed.pop(i)
        elif kind == "insert":
            changed.insert(i, (i, 999, "f" * 64))
        else:
            changed[i] = (*changed[i][:2], "e" * 64)
        assert chain.lines_hash(changed) != expected, (kind, i, j)


def test_every_field_of_a_seal_is_hashed():
    seal = {
        "company_id": 1,
        "number": 4,
        "database_uuid": "u",
        "entry_count": 2,
        "lines_hash": "a",
        "previous_hash": "b",
        "sealed_at": datetime.datetime(2026, 3, 1),
    }
    hashes = {chain.seal_hash(seal)}
    for name in chain.SEAL_FIELDS:
        other = 9 if isinstance(seal[name], int) else "x"
        hashes.add(chain.seal_hash(seal | {name: other}))
    assert len(hashes) == len(chain.SEAL_FIELDS) + 1


def test_payload_hash_depends_on_its_salt():
    assert chain.payload_hash("s1", "{}") != chain.payload_hash("s2", "{}")
