"""Scope texts as licences print them (invented), and what is understood of them."""

import pytest
from medpapers.judge import Goods
from medpapers.scope import ScopeLine, covers
from medpapers.scope_text import read_scope, wider


def short(lines):
    """{class: "codes | flags"} of lines, for reading."""
    found = set()
    for line in lines:
        (device_class,) = line.classes
        codes = " ".join(sorted(code[5:] for code in line.categories)) or "all"
        flags = [name for name in ("ivd", "ivd_only", "cold_chain", "no_implant") if getattr(line, name)]
        without = ["-" + code[5:] for code in sorted(line.excluded)]
        found.add(" ".join([device_class + ":", codes, *without, *flags]))
    return found


NEW = "2017年分类目录"
OLD = "2002年分类目录"
CASES = {
    "old catalogue with names": (
        "Ⅲ类:6815注射穿刺器械,6864医用卫生材料及敷料,6866医用高分子材料及制品***",
        {"3: 6815 6864 6866"},
    ),
    "both catalogues": (
        f"三类:{OLD}:6815,6821,6877;{NEW}:01,02,03,14",
        {"3: 01 02 03 14 6815 6821 6877"},
    ),
    "reagents excluded at the end": (
        "Ⅲ类:6815注射穿刺器械,6866医用高分子材料及制品,6840体外诊断试剂除外",
        {"3: 6815 6866"},
    ),
    "reagents excluded in a bracket": (
        "Ⅲ类:6840临床检验分析仪器(体外诊断试剂除外),6845体外循环及血液处理设备",
        {"3: 6840 6845"},
    ),
    "only reagents of 6840": (
        "Ⅲ类:6815注射穿刺器械;6840体外诊断试剂(含冷链)",
        {"3: 6815", "3: 6840 ivd ivd_only cold_chain"},
    ),
    "instruments and reagents": (
        "Ⅲ类:6840临床检验分析仪器及诊断试剂",
        {"3: 6840 ivd"},
    ),
    "reagents included": (
        f"Ⅱ类:{NEW}:22临床检验器械(含体外诊断试剂),07医用诊察和监护器械",
        {"2: 22 ivd", "2: 07"},
    ),
    "two classes": (
        "Ⅱ类:6820普通诊察器械,6826物理治疗及康复设备;Ⅲ类:6821医用电子仪器设备,6846植入材料和人工器官",
        {"2: 6820 6826", "3: 6821 6846"},
    ),
    "classes together": (
        "第二、三类医疗器械:02无源手术器械,04骨科手术器械",
        {"2: 02 04", "3: 02 04"},
    ),
    "all of a class": ("第三类医疗器械(不含体外诊断试剂)", {"3: all"}),
    "all of a class but some": (
        "全部三类医疗器械,不含6846植入材料和人工器官、6877介入器材",
        {"3: all -6846 -6877"},
    ),
    "range of the old catalogue": (
        "III类 6801-6804,6863~6866",
        {"3: 6801 6802 6803 6804 6863 6864 6865 6866"},
    ),
    "range of the new catalogue": (f"Ⅲ类:{NEW}:01至04,06", {"3: 01 02 03 04 06"}),
    "names without codes": (
        "二类:2017版《医疗器械分类目录》:无源手术器械、骨科手术器械、注输、护理和防护器械",
        {"2: 02 04 14"},
    ),
    "cold chain for all": (
        f"批发:三类:{NEW}:06,07,22(含体外诊断试剂),以上均含冷链",
        {"3: 06 07 cold_chain", "3: 22 ivd cold_chain"},
    ),
    "not above": (
        "Ⅱ类:6840临床检验分析仪器及诊断试剂;Ⅲ类:6840体外诊断试剂;以上均不含冷藏冷冻",
        {"2: 6840 ivd", "3: 6840 ivd ivd_only"},
    ),
    "implants excluded": (
        "Ⅲ类:6846植入材料和人工器官(植入类除外),6877介入器材",
        {"3: 6846 no_implant", "3: 6877"},
    ),
    "old number forms": ("Ⅲ-6815注射穿刺器械,Ⅲ-6866医用高分子材料及制品", {"3: 6815 6866"}),
    "full width and brackets": (
        "【III类】:6815、6866(不含体外诊断试剂)以下空白",
        {"3: 6815 6866"},
    ),
    "names of six categories": (
        "三类:手术室、急救室、诊疗室设备及器具,医用光学器具、仪器及内窥镜设备,6810矫形外科(骨科)手术器械",
        {"3: 6810 6822 6854"},
    ),
    "wholesale and retail": ("批发兼零售。二类:6864,6856", {"2: 6856 6864"}),
    "reagents as an item": (
        "Ⅲ类:6815注射穿刺器械,体外诊断试剂(冷链)",
        {"3: 6815", "3: all ivd ivd_only"},
    ),
    "old then new by words": (
        "原《分类目录》Ⅲ类:6821,6823;新《分类目录》Ⅲ类:06,07",
        {"3: 06 07 6821 6823"},
    ),
    "category left out of a list": (
        "Ⅲ类:6801-6804,6802、6803除外",
        {"3: 6801 6804 -6802 -6803"},
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_q4_a_licence_text_is_understood(name):
    text, expected = CASES[name]
    assert short(read_scope(text).lines) == expected


NARROW = {
    "limited by words": ("Ⅲ类:6815,6822(仅限角膜接触镜及护理液)", {"3: 6815"}),
    "excluded by unknown words": ("Ⅲ类:6815,6822(角膜接触镜除外)", {"3: 6815"}),
    "words instead of the category's name": ("Ⅲ类:6815一次性使用无菌注射器,6866", {"3: 6866"}),
    "part of the name": ("Ⅲ类:6846植入材料,6877介入器材", {"3: 6877"}),
    "open list": ("Ⅲ类:6815注射穿刺器械等", set()),
    "sub-category of the old catalogue": ("Ⅲ类:6846-1植入器械,6877", {"3: 6877"}),
    "range or sub-category": (f"Ⅲ类:{NEW}:02-13,04", {"3: 04"}),
    "two digits behind the old catalogue": ("Ⅲ类:6801,02,03", {"3: 6801"}),
    "two digits of the old catalogue": (f"Ⅲ类:{OLD}:15,6866", {"3: 6866"}),
    "no class": ("6815,6866", set()),
    "unknown code": ("Ⅲ类:6811,6815", {"3: 6815"}),
    "a class alone": ("Ⅲ类", set()),
    "a class with other words": ("三类医疗器械:骨科耗材", set()),
    "a clause that is not understood": ("Ⅲ类:6815,6866;特殊管理的除外", set()),
    "a name in both catalogues": ("Ⅲ类:中医器械,6866", {"3: 6866"}),
}


@pytest.mark.parametrize("name", NARROW)
def test_q4_never_wider_than_written(name):
    text, expected = NARROW[name]
    reading = read_scope(text)
    assert short(reading.lines) == expected
    assert reading.withheld or reading.unknown(text) or expected == set()


def test_what_is_withheld_is_offered_to_a_person_with_its_reason():
    reading = read_scope("Ⅲ类:6815,6822(仅限角膜接触镜)")
    assert reading.withheld == (("6822", "words"),)
    assert short(reading.wide_lines) == {"3: 6815 6822"}


def test_the_kind_of_paper_gives_the_class_where_the_text_has_none():
    assert short(read_scope("6815,6866", "3").lines) == {"3: 6815 6866"}
    assert short(read_scope("Ⅱ类:6815", "3").lines) == {"2: 6815"}


def test_unrecognised_pieces_are_marked_in_the_original_text():
    text = "Ⅲ类:6815注射穿刺器械,骨科耗材,④号"
    reading = read_scope(text)
    assert reading.unknown(text)[0] == "骨科耗材"
    assert all(0 <= p.start < p.end <= len(text) for p in reading.pieces)


@pytest.mark.parametrize(
    ("text", "mode"),
    [
        ("批发:6815", "wholesale"),
        ("零售", "retail"),
        ("批零兼营", "both"),
        ("批发,零售", "both"),
        ("6815", ""),
    ],
)
def test_the_mode_of_business_is_read(text, mode):
    assert read_scope(text).mode == mode


@pytest.mark.parametrize(
    "text",
    [None, "", 5, "((((", "))", "6" * 30000, "除外", "不含", "、" * 50, "Ⅲ" * 99, "除、" * 9999, "\x00"],
)
def test_odd_input_raises_nothing(text):
    assert read_scope(text).lines == ()


def test_only_reagents_do_not_cover_instruments():
    lines = read_scope("Ⅲ类:6840体外诊断试剂").lines
    codes = frozenset(["2002:6840"])
    assert covers(lines, Goods("3", codes, ivd=True))
    assert covers(lines, Goods("3", codes)).reason == "category"


def test_an_exclusion_of_implants_stops_implants():
    lines = read_scope("Ⅲ类:6846植入材料和人工器官(植入类除外)").lines
    codes = frozenset(["2002:6846"])
    assert covers(lines, Goods("3", codes))
    assert covers(lines, Goods("3", codes, implant=True)).reason == "implant"


def test_lines_wider_than_a_text_are_found():
    read = read_scope("Ⅲ类:6815,6866,6840体外诊断试剂").lines
    three = frozenset("3")
    within = ScopeLine(three, frozenset(["2002:6815"]))
    assert wider([within], read) == []
    for line in (
        ScopeLine(three),
        ScopeLine(three, frozenset(["2002:6877"])),
        ScopeLine(three, frozenset(["2002:6815"]), cold_chain=True),
        ScopeLine(frozenset("2"), frozenset(["2002:6815"])),
        ScopeLine(three, frozenset(["2002:6840"]), ivd=True),
    ):
        assert wider([within, line], read) == [line]
