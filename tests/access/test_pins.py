"""PINs: what will do as one, and how they are kept (SEC-5)."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest

from opsconsole.access.pins import LIGHT, PinHasher, good_pin, one_time_code
from opsconsole.errors import Refusal


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("482913", "482913"), (" 482913 ", "482913"), ("４８２９１３", "482913"), ("0" * 63 + "1", "0" * 63 + "1")],
)
def test_a_good_pin_is_kept_half_width(typed: str, kept: str) -> None:
    assert good_pin(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "48291",
        "48291a",
        "482 913",
        "٤٨٢٩١٣",
        "4829½3",
        "-482913",
        "1" * 65,
        "111111",
        "123456",
        "654321",
        "890123",
        "210987",
        "12345678",
        "\x00482913",
    ],
)
def test_a_pin_that_will_not_do_is_refused(typed: str) -> None:
    with pytest.raises(Refusal) as refused:
        good_pin(typed)
    assert refused.value.clause == "SEC-5"
    assert refused.value.message.facts in ({}, {"count": 6})


def test_one_time_codes_will_do_as_pins_and_differ() -> None:
    codes = {one_time_code() for _ in range(50)}
    assert len(codes) > 45
    assert all(good_pin(code) == code for code in codes)


def test_a_digest_fits_its_pin_alone_and_shows_nothing_of_it(pins: PinHasher) -> None:
    digest = pins.digest("482913")
    assert "482913" not in digest
    assert digest != pins.digest("482913")
    assert pins.fits(digest, "482913")
    assert pins.fits(digest, "４８２９１３")
    assert not pins.fits(digest, "482914")
    assert len(digest) <= 200


def test_without_a_digest_no_pin_fits(pins: PinHasher) -> None:
    for pin in ("", "000000", "482913"):
        assert not pins.fits(None, pin)


def test_a_digest_is_worth_nothing_without_its_pepper(tmp_path: Path) -> None:
    ours, theirs = PinHasher(tmp_path / "a", LIGHT), PinHasher(tmp_path / "b", LIGHT)
    assert not theirs.fits(ours.digest("482913"), "482913")
    assert ours.mark != theirs.mark
    renamed = theirs.mark + ours.digest("482913").removeprefix(ours.mark)
    assert not theirs.fits(renamed, "482913")


@pytest.mark.parametrize("damaged", ["", "x", "$argon2id$", "$argon2id$v=19$m=8,t=1,p=1$AAAA$AAAA"])
def test_a_damaged_digest_fits_nothing(pins: PinHasher, damaged: str) -> None:
    assert not pins.fits(pins.mark + damaged, "482913")


def test_the_pepper_is_made_private_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "config" / "pepper"
    digest = PinHasher(path, LIGHT).digest("482913")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PinHasher(path, LIGHT).fits(digest, "482913")
    assert [file.name for file in path.parent.iterdir()] == ["pepper"]


def test_terminals_that_begin_together_agree_on_one_pepper(tmp_path: Path) -> None:
    barrier = threading.Barrier(8)
    marks: list[str] = []

    def begin() -> None:
        barrier.wait()
        marks.append(PinHasher(tmp_path / "pepper", LIGHT).mark)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(marks) == 8
    assert len(set(marks)) == 1


@pytest.mark.parametrize("content", [b"", b"zz", b"00", b"\xff" * 10])
def test_a_damaged_pepper_is_told_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "pepper"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        PinHasher(path, LIGHT).digest("482913")
    assert str(path) in str(refused.value)
    assert path.read_bytes() == content


def test_the_usual_cost_is_the_measured_one(tmp_path: Path) -> None:
    assert "$argon2id$v=19$m=65536,t=3,p=4$" in PinHasher(tmp_path / "pepper").digest("482913")
