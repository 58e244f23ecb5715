"""Content digests: equal content equal digest, any change another one."""

import datetime
import random

from medkernel import digest


def test_numbers_are_rounded_to_their_declared_digits():
    assert digest.normalise_number(0.1 + 0.2, 2) == "0.30"
    assert digest.normalise_number(10, 2) == "10.00"
    assert digest.normalise_number(2.675, 2) == "2.68"
    assert digest.normalise_number(-0.001, 2) == "0.00"
    assert digest.normalise_number(1e16, 2) == "10000000000000000.00"


def test_numbers_without_digits_keep_their_shortest_form():
    assert digest.normalise_number(1.50) == "1.5"
    assert digest.normalise_number(-0.0) == "0"
    assert digest.normalise_number(7) == 7
    assert digest.normalise_number(True) is True


def test_moments_are_iso_without_fractions():
    moment = datetime.datetime(2026, 3, 1, 8, 30, 15, 999)
    assert digest.normalise_moment(moment) == "2026-03-01T08:30:15"
    assert digest.normalise_moment(datetime.date(2026, 3, 1)) == "2026-03-01"
    assert digest.normalise_moment(False) is None


def test_digest_does_not_depend_on_the_order_of_fields():
    left = {"a": 1, "b": [[1, "x"]], "名称": "甲"}
    right = {"名称": "甲", "b": [[1, "x"]], "a": 1}
    assert digest.content_digest(left) == digest.content_digest(right)


def test_only_the_named_paths_count():
    old, new = {"a": 1, "b": 1}, {"a": 1, "b": 2}
    assert digest.content_digest(old, ["a"]) == digest.content_digest(new, ["a"])
    assert digest.content_digest(old, ["b"]) != digest.content_digest(new, ["b"])


def test_a_missing_path_is_not_the_same_as_another_path():
    assert digest.content_digest({"a": 1}, ["a", "b"]) != digest.content_digest({"b": 1}, ["a", "b"])


def test_bytes_are_known_by_their_sha256():
    assert digest.hash_bytes(b"abc").startswith("ba7816bf8f01cfea")
    assert digest.hash_bytes(None) == digest.hash_bytes(b"")


def test_changed_paths_name_what_differs():
    assert digest.changed_paths({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == ["b", "c"]


def test_changed_lines_tell_added_removed_and_changed():
    old = [[1, "5"], [2, "7"], [3, "9"]]
    new = [[2, "7"], [3, "8"], [4, "1"]]
    assert digest.changed_lines(old, new) == {
        "added": [4],
        "removed": [1],
        "changed": [3],
    }


def test_any_single_change_of_random_content_changes_the_digest(seed):
    chance = random.Random(seed)
    content = {f"field{n}": chance.choice([n, str(n), None, True, [[n, "v"]], ["x", n]]) for n in range(10)}
    path = chance.choice(sorted(content))
    other = {**content, path: "something else"}
    assert digest.content_digest(content) != digest.content_digest(other)
