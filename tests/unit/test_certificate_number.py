import pytest
from medpapers import parse
from medpapers.certificate import Derived, derive


def found(*categories, ivd=False, device_class="3", origin="domestic"):
    return Derived(device_class, origin, frozenset(categories), ivd)


@pytest.mark.parametrize(
    ("grammar", "number", "expected"),
    [
        ("registration", "国械注准20213139918", found("2017:13")),
        ("registration", "国械注进20223029276", found("2017:02", origin="import")),
        ("registration", "国械注许20202049001", found("2017:04", device_class="2", origin="hmt")),
        ("registration", "浙械注准20212149356", found("2017:14", device_class="2")),
        ("registration", "国械注准20233409512", found("2002:6840", ivd=True)),
        ("registration", "国械注准20153469012", found("2002:6846")),
        ("registration", "国械注准20183219012", found()),
        ("registration", "国械注准20183779012", found("2002:6877")),
        ("registration", "国械注准20213999012", found()),
        ("legacy_registration", "国食药监械(进)字2013第3460001号", found("2002:6846", origin="import")),
        ("filing", "浙杭械备20209122", Derived("1", "domestic")),
        ("filing", "国械备20209122", Derived("1", "")),
        ("operating_licence", "浙杭药监械经营许20239018号", Derived()),
        ("registration", "odd", Derived()),
    ],
)
def test_q28_what_a_number_says_of_its_product(grammar, number, expected):
    assert derive(parse(grammar, number)) == expected
