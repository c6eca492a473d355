"""助记码: people and units are found by code, part of a name, initials and full pinyin, under each reading."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opsconsole.org.pinyin import SURNAMES, matches, search_codes, search_text, sort_key


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("张三", "zs"),
        ("张三", "zhangsan"),
        ("张三", "ZS"),
        ("张三", "ｚｓ"),
        ("张三", "三"),
        ("张三", "zhang san"),
        ("单雄信", "sxx"),
        ("曾国藩", "zgf"),
        ("仇英", "qiuying"),
        ("解缙", "xj"),
        ("盖聂", "ge"),
        ("重庆分公司", "cq"),
        ("吕布", "lübu"),
        ("𠮷田", "𠮷"),
        ("E00017", "17"),
    ],
)
def test_a_name_is_found_by_what_people_type(name: str, typed: str) -> None:
    assert matches(search_text(name), typed)


@pytest.mark.parametrize(("name", "typed"), [("张三", "ls"), ("张三", "zs x"), ("运营部", "渠道")])
def test_a_name_is_not_found_by_something_else(name: str, typed: str) -> None:
    assert not matches(search_text(name), typed)


def test_nothing_typed_matches_everybody() -> None:
    assert matches(search_text("E1", "张三"), " ")


def test_a_long_name_is_found_as_its_words_are_read() -> None:
    codes = search_codes("重庆分公司长乐行政办事处")
    assert "cqfgsclxzbsc" in codes
    assert len(codes) < 40


@pytest.mark.parametrize(("surname", "reading"), SURNAMES.items())
def test_a_surname_is_sorted_where_people_look_for_it(surname: str, reading: str) -> None:
    assert sort_key(surname + "伟").split()[0] == reading
    assert matches(search_text(surname + "伟"), reading)


def test_names_are_sorted_character_by_character() -> None:
    names = ["李雅", "连", "李安", "李", "赵", "曾伟", "Anna", "王"]
    assert sorted(names, key=sort_key) == ["Anna", "李", "李安", "李雅", "连", "王", "曾伟", "赵"]


@given(st.text(max_size=80))
def test_any_text_has_a_sort_key_and_is_found_by_itself(text: str) -> None:
    assert len(sort_key(text)) <= 400
    assert sort_key(text) == sort_key(text)
    assert matches(search_text(text), text)


def test_ten_thousand_names_are_written_in_three_seconds() -> None:
    surnames, given_names = "王李张刘陈杨赵黄周吴单曾覃方万", "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超行长乐"
    names = [
        surnames[number % 15] + given_names[number % 22] + given_names[number * 7 % 22] for number in range(10_000)
    ]
    begun = time.perf_counter()
    for name in names:
        sort_key(name), search_text("E00001", name)
    assert time.perf_counter() - begun < 3


def test_looking_for_somebody_does_not_load_the_dictionary() -> None:
    code = (
        "import sys\nfrom opsconsole.org.pinyin import matches\n"
        "import opsconsole.org.queries, opsconsole.org.service, opsconsole.org.files, opsconsole.access.signin\n"
        "assert matches('张三 zs', 'zs')\n"
        "assert not {'pypinyin', 'argon2'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
