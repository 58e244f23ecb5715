"""Number grammars of certificates: table of real and plausible numbers, random noise."""

import pathlib
import random
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "addons" / "med_qualification"))

import medpapers  # noqa: E402

GOOD = [
    ("registration", "国械注准20213139918", "国械注准20213139918", {"device_class": "3"}),
    ("registration", "国械注进20223029276", "国械注进20223029276", {"origin": "import"}),
    ("registration", "国械注许20233149001", "国械注许20233149001", {"origin": "hmt"}),
    ("registration", "浙械注准 2021 214 9356", "浙械注准20212149356", {"category": "14"}),
    ("registration", "苏械注准２０２３２０７９８１１", "苏械注准20232079811", {"year": 2023}),
    ("registration", "陕械注准20172140019号", "陕械注准20172140019", {"area": "陕"}),
    ("filing", "浙杭械备20209122", "浙杭械备20209122", {"area": "浙杭"}),
    ("filing", "粤潮械备20140023号", "粤潮械备20140023", {"serial": "0023"}),
    ("filing", "国械备20190123", "国械备20190123", {"area": "国"}),
    (
        "legacy_registration",
        "国食药监械（准）字2013第3460001号",
        "国食药监械(准)字2013第3460001号",
        {"device_class": "3", "category": "46"},
    ),
    (
        "legacy_registration",
        "浙食药监械(准)字2012第2640123号（更）",
        "浙食药监械(准)字2012第2640123号(更)",
        {"device_class": "2", "mark": "更"},
    ),
    (
        "operating_licence",
        "粤穗食药监械经营许20171161号",
        "粤穗食药监械经营许20171161号",
        {"area": "粤穗", "serial": "1161"},
    ),
    (
        "operating_licence",
        "浙杭药监械经营许20239018",
        "浙杭药监械经营许20239018号",
        {"year": 2023},
    ),
    (
        "operating_filing",
        "鄂汉食药监械经营备2018H006号",
        "鄂汉食药监械经营备2018H006号",
        {"serial": "H006"},
    ),
    (
        "operating_filing",
        "京经食药监械经营备20170029",
        "京经食药监械经营备20170029号",
        {"area": "京经"},
    ),
    (
        "manufacturing_licence",
        "陕食药监械生产许20160021号",
        "陕食药监械生产许20160021号",
        {"serial": "0021"},
    ),
    (
        "manufacturing_filing",
        "浙杭药监械生产备20200012号",
        "浙杭药监械生产备20200012号",
        {"year": 2020},
    ),
    (
        "institution_licence",
        "pdy00123-4330108 12 a100 1",
        "PDY00123-433010812A1001",
        {},
    ),
    ("uscc", "91330106MA2KQ7X18B", "91330106MA2KQ7X18B", {"region": "330106"}),
    ("uscc", "９１３３０１０６ＭＡ２ＫＱ７Ｘ１８Ｂ", "91330106MA2KQ7X18B", {"type": "1"}),
]


@pytest.mark.parametrize("kind, raw, written, parts", GOOD)
def test_a_number_is_normalised_and_read(kind, raw, written, parts):
    number = medpapers.parse(kind, raw)
    assert number.normalised == written
    for name, value in parts.items():
        assert number.parts[name] == value


DOUBTFUL = [
    ("registration", "国械注准20212149356", "national_class"),
    ("registration", "浙械注进20212149356", "province_origin"),
    ("registration", "浙械注准20213149356", "province_class"),
    ("registration", "国械注准20213999356", "category"),
    ("registration", "浙杭械备20209122", "unknown_form"),
    ("operating_licence", "浙杭药监械经营备20239077号", "unknown_form"),
    ("uscc", "91330106MA2KQ7X18C", "uscc_check"),
    ("uscc", "", "empty"),
    ("filing", None, "empty"),
]


@pytest.mark.parametrize("kind, raw, warning", DOUBTFUL)
def test_a_doubtful_number_warns_and_never_raises(kind, raw, warning):
    assert warning in medpapers.parse(kind, raw).warnings


def test_import_class_two_is_no_doubt_for_a_national_number():
    assert medpapers.parse("registration", "国械注进20222029276").warnings == ()


def test_recognise_finds_the_grammar_of_a_product_number():
    assert medpapers.recognise("浙杭械备20209122").kind == "filing"
    assert medpapers.recognise("国械注准20213139918").kind == "registration"
    assert not medpapers.recognise("X-12").is_recognised


def test_normalising_twice_changes_nothing_for_any_text(seed):
    alphabet = "国浙械注准备号20139 （）()［］ \t\u3000\u200bABcdＡ９Ⅲ①-第字"
    rng = random.Random(seed)
    for _round in range(3000):
        raw = "".join(rng.choice(alphabet) for _n in range(rng.randrange(30)))
        once = medpapers.normalise(raw)
        assert medpapers.normalise(once) == once
        assert " " not in once and "（" not in once


def test_any_text_of_any_kind_gives_a_number_and_no_error(seed):
    rng = random.Random(seed)
    for _round in range(600):
        raw = "".join(chr(rng.randrange(1, 0x9FFF)) for _n in range(rng.randrange(40)))
        for kind in (*medpapers.GRAMMARS, "", "no such kind"):
            number = medpapers.parse(kind, raw)
            assert number.normalised == medpapers.parse(kind, number.normalised).normalised


def test_spacing_and_width_never_change_what_a_number_means(seed):
    rng = random.Random(seed)
    for kind, raw, written, _parts in GOOD:
        for _round in range(20):
            noisy = "".join(char + rng.choice(["", "", " ", "\u3000", "\u200b"]) for char in raw)
            assert medpapers.parse(kind, noisy).normalised == written


def test_a_very_long_text_is_cut_and_not_read():
    assert len(medpapers.normalise("国" * 10000)) == 120
