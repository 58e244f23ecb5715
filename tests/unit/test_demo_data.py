"""The demonstration's numbers hold by their grammars and check digits, and are invented."""

import importlib.util
import pathlib
import re
import types

import medpapers
import pytest
from stdnum import ean
from stdnum.cn import uscc
from story import dealer, invented, picture

ROOT = pathlib.Path(__file__).resolve().parents[2]
GRAMMARS = {
    "business_licence": "uscc",
    "public_institution_certificate": "uscc",
    "private_nonenterprise_certificate": "uscc",
    "operating_licence": "operating_licence",
    "operating_filing": "operating_filing",
    "manufacturing_licence": "manufacturing_licence",
    "institution_licence": "institution_licence",
    "registration_certificate": "registration",
    "filing_certificate": "filing",
}
SERIAL = {"operating_licence", "operating_filing", "manufacturing_licence", "registration", "filing"}


def _load(name):
    path = ROOT / "addons/med_qualification/demo" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"demo_{name}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


cast = _load("cast")
PARTIES = [cast.COMPANY, *cast.PARTIES.values()]
PAPERS = [
    *cast.OWN_PAPERS,
    *(paper for party in cast.PARTIES.values() for paper in party["papers"]),
    *(item["certificate"] for item in cast.PRODUCTS.values()),
]


@pytest.mark.parametrize("party", PARTIES, ids=lambda party: party["name"])
def test_credit_code_of_party_has_its_check_character(party):
    if party.get("type") in ("military_hospital", "overseas_supplier"):
        assert party["uscc"] is False
    else:
        assert uscc.is_valid(party["uscc"])


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["number"])
def test_number_of_paper_follows_its_grammar(paper):
    grammar = GRAMMARS.get(paper["type"])
    number = medpapers.parse(grammar, paper["number"])
    assert not number.warnings
    if grammar:
        assert number.is_recognised
    if grammar in SERIAL:
        assert int(re.sub(r"\D", "", number.parts["serial"])) > 9000


@pytest.mark.parametrize("item", cast.PRODUCTS.values(), ids=lambda item: item["code"])
def test_product_identifier_is_a_demonstration_gtin(item):
    assert len(item["di"]) == 14
    assert ean.is_valid(item["di"])
    assert item["di"].startswith("0690999910")


@pytest.mark.parametrize("item", cast.PRODUCTS.values(), ids=lambda item: item["code"])
def test_registration_number_agrees_with_class_category_and_origin(item):
    number = medpapers.recognise(item["certificate"]["number"])
    if number.kind == "filing":
        assert item["class"] == "1"
        return
    assert number.parts["device_class"] == item["class"]
    assert number.parts["origin"] == item["origin"]
    assert number.parts["category"] in {code[-2:] for code in item["categories"]}


def test_each_login_is_the_name_of_a_group():
    groups = (ROOT / "addons/med_base/security/med_base_groups.xml").read_text()
    logins = [login for login, _name, _jobs in cast.PEOPLE]
    assert len(logins) == len(set(logins)) == 14
    assert all(f'id="group_{login}"' in groups for login in logins)


def test_states_of_the_cast_are_those_of_the_story():
    ends = {
        key: [paper["to"] for paper in party["papers"] if paper["type"] == "operating_licence"]
        for key, party in cast.PARTIES.items()
    }
    assert ends["haichang"] == [20]
    assert ends["minkang"] == [-31]
    assert "operating_filing" not in {p["type"] for p in cast.PARTIES["herui"]["papers"]}
    assert any("renewing" in paper for paper in cast.PARTIES["junan"]["papers"])


@pytest.mark.parametrize("run", [1, 9, 31, 999, 5000])
def test_numbers_of_each_play_are_valid_and_its_own(run):
    assert uscc.is_valid(invented.dealer_code(run))
    assert ean.is_valid(invented.gtin(run))
    for kind, text in (
        ("operating_licence", invented.licence(run)),
        ("operating_filing", invented.filing(run)),
        ("registration", invented.registration(run)),
    ):
        assert medpapers.parse(kind, text).is_recognised
    following = run + 1
    assert invented.dealer_code(run) != invented.dealer_code(following)
    assert invented.filing(run) != invented.filing(following)


def test_picture_of_a_paper_is_a_png_that_shows_its_text():
    empty, written = picture.paper("", []), picture.paper("营业执照", [("编号", "123")])
    assert written.startswith(b"\x89PNG\r\n\x1a\n")
    assert written.endswith(b"IEND\xaeB`\x82")
    assert written != empty
    assert picture.paper("营业执照", [("编号", "124")]) != written


def test_kit_has_every_character_of_the_papers_of_a_play():
    play = types.SimpleNamespace(
        dealer_name="苏州禾瑞医疗 第12345场",
        ids={"uscc": invented.dealer_code(1)},
        day=lambda _offset: "2026-01-31",
    )
    number = invented.filing(1) + invented.licence(1) + invented.registration(1)
    rows = [*dealer.printed(play, number, 0, 1, "2"), *dealer.printed(play, number, 0, None, "3")]
    small = "".join(label + text for label, text in rows) + "产品名称锁定接骨板系统新规格"
    large = "营业执照医疗器械经营许可证第二类备案凭证注册证"
    for size, text in (("42", large), ("24", small)):
        assert not set(text) - set(picture.kit()["glyphs"][size])
