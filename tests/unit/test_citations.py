from medkernel.citations import read_citations


def test_several_laws_and_ranges_are_read():
    text = "Order 54 art. 4, 14-16; GSP art. 82; Regulation Art. 81"
    assert read_citations(text) == [
        ("Order 54", "4"),
        ("Order 54", "14"),
        ("Order 54", "15"),
        ("Order 54", "16"),
        ("GSP", "82"),
        ("Regulation", "81"),
    ]


def test_text_without_articles_is_no_citation():
    assert read_citations("House rule") == []
    assert read_citations(None) == []


def test_an_absurd_range_does_not_explode():
    assert read_citations("GSP art. 1-999999") == [("GSP", "1"), ("GSP", "999999")]
    assert read_citations("GSP art. 9-3") == [("GSP", "3"), ("GSP", "9")]
