"""Pictures in the real reader: each frame a page, the right way up, bounded, and told where they are broken."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from secretaire.confinement.sealed_file import seal_bytes
from secretaire.documents.reader.client import ReaderPool
from secretaire.errors import InputUnreadable
from secretaire.records import Page, PageStatus
from tests.documents.picture_files import black_png, bmp, picture, tiff, turned_jpeg

TEXT = "Hello, first page of the report"
OTHER = "The second page is here"


@pytest.fixture(scope="module")
def pool() -> Iterator[ReaderPool]:
    made = ReaderPool()
    yield made
    made.close()


def read(pool: ReaderPool, data: bytes) -> tuple[str, list[Page]]:
    with contextlib.closing(seal_bytes(data)) as source, pool.open(source) as file:
        return file.facts.media_type, list(file.pages())


@pytest.mark.parametrize("name", ["png", "jpeg", "bmp"])
def test_a_picture_is_a_page_of_its_size(pool: ReaderPool, name: str) -> None:
    drawn = picture(TEXT)
    data = bmp(drawn) if name == "bmp" else drawn.tobytes(name)
    media_type, (page,) = read(pool, data)
    assert media_type == f"image/{name}"
    assert (page.status, page.text) == (PageStatus.OCR, TEXT)
    assert (page.width, page.height) == pytest.approx((384, 216), abs=2)
    assert page.words[0].box == pytest.approx((20, 41, 50, 52), abs=3)


def test_each_frame_is_a_page(pool: ReaderPool) -> None:
    media_type, pages = read(pool, tiff(picture(TEXT), picture(OTHER)))
    assert media_type == "image/tiff"
    assert [(page.number, page.label, page.text) for page in pages] == [(1, "1", TEXT), (2, "2", OTHER)]


@pytest.mark.parametrize("orientation", [6, 8])
def test_a_photograph_is_turned_as_it_says(pool: ReaderPool, orientation: int) -> None:
    data = turned_jpeg(picture(TEXT), orientation)
    with contextlib.closing(seal_bytes(data)) as source, pool.open(source) as file:
        (page,) = file.pages()
        drawn = file.render(1, 1.0)
    assert page.text == TEXT  # whichever way up it stands then
    assert (round(page.width), round(page.height)) == (drawn.width, drawn.height) == (216, 384)


def test_few_words_upside_down_are_read(pool: ReaderPool) -> None:
    _, (page,) = read(pool, turned_jpeg(picture(TEXT), 3))
    assert page.text == TEXT


def test_a_picture_that_would_unpack_beyond_measure_is_not(pool: ReaderPool) -> None:
    data = black_png(40_000, 40_000)
    assert len(data) < 250_000
    _, (page,) = read(pool, data)
    assert (page.status, page.reason) == (PageStatus.UNREADABLE, "documents.page_memory")


def test_a_gif_whose_canvas_is_beyond_measure_is_not_unpacked(pool: ReaderPool) -> None:
    gif = b"GIF89a\x00\xf0\x00\xf0\x80\0\0\0\0\0\xff\xff\xff,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"
    _, (page,) = read(pool, gif)
    assert (page.status, page.reason) == (PageStatus.UNREADABLE, "documents.page_memory")
    with contextlib.closing(seal_bytes(gif)) as sealed, pool.open(sealed) as file:
        with pytest.raises(InputUnreadable, match="cannot_render"):
            file.render(1)
        assert file.facts.pages == 1


def test_a_large_picture_fits_its_reader(pool: ReaderPool) -> None:
    """Seventeen million pixels without a resolution are a page of more than a metre."""
    _, (page,) = read(pool, black_png(4096, 4096))
    assert page.status is PageStatus.BLANK


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
@pytest.mark.parametrize("name", ["png", "jpeg", "tiff"])
def test_a_broken_picture_has_a_status(pool: ReaderPool, name: str, share: float) -> None:
    drawn = picture(TEXT)
    data = tiff(drawn) if name == "tiff" else drawn.tobytes(name)
    try:
        _, pages = read(pool, data[: max(8, int(share * len(data)))])
    except InputUnreadable as error:
        assert error.code == "documents.damaged"
    else:
        assert len(pages) == 1
        assert pages[0].status in (PageStatus.PARTIAL, PageStatus.UNREADABLE)
        assert pages[0].reason


def test_frames_that_go_round_in_circles_end(pool: ReaderPool) -> None:
    data = bytearray(tiff(picture(TEXT)))
    data[-4:] = data[4:8]
    with pytest.raises(InputUnreadable, match=r"documents\.damaged"):
        read(pool, bytes(data))


@pytest.mark.parametrize(
    "data",
    [
        b"RIFF\x1a\0\0\0WEBPVP8L\x0d\0\0\0/\0\0\0\x10\x07\x10\x11\x11\x88\x88\xfe\x07\0",
        b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf",
        b"\xff\x0a\x00\x10\xb0\x13\x08\x08",
    ],
    ids=["WebP", "HEIC", "AVIF", "JPEG XL"],
)
def test_a_picture_of_another_kind_is_refused_by_name(pool: ReaderPool, data: bytes) -> None:
    with pytest.raises(InputUnreadable) as refused:
        read(pool, data)
    assert refused.value.code == "documents.picture_format"
