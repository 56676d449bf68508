"""Is what people send for a step kept as one paper, upright, and told by its content?"""

from __future__ import annotations

import io

import pypdf
import pytest

from bargaining.actions import files
from bargaining.actions.files import Upload
from bargaining.errors import Unusable
from bargaining.models.stored_file import StoredFile
from bargaining.rules.roles import OPERATOR
from bargaining.store import Store
from tests import pictures
from tests import stage as stages
from tests.readers.test_photos import blank_pdf


@pytest.fixture
def keep(session, tmp_path):
    store = Store(tmp_path)

    def act(*uploads):
        kept = files.keep_photos(
            session,
            [Upload(name, content) for name, content in uploads],
            title="签字页照片",
            store=store,
            actor=OPERATOR,
            at=stages.AT,
        )
        return [(row.name, row.media_type, store.get(row.hash)) for row in kept]

    return act


class TestKeepPhotos:
    def test_several_pictures_become_one_pdf_in_their_order(self, keep):
        ((name, kind, content),) = keep(
            ("1.heic", pictures.heic(200, 100)),
            ("2.jpg", pictures.jpeg(100, 200)),
            ("3.png", pictures.png(300, 100)),
        )

        assert (name, kind) == ("签字页照片（3 张）.pdf", "application/pdf")
        sizes = [
            (photo["/Width"], photo["/Height"])
            for photo in (
                page["/Resources"]["/XObject"]["/Photo"]
                for page in pypdf.PdfReader(io.BytesIO(content)).pages
            )
        ]
        assert sizes == [(200, 100), (100, 200), (300, 100)]

    def test_one_picture_alone_stays_a_picture(self, keep):
        ((name, kind, content),) = keep(("公布栏.HEIC", pictures.heic()))

        assert (name, kind) == ("公布栏.jpg", "image/jpeg")
        assert content.startswith(b"\xff\xd8\xff")

    def test_a_pdf_stays_as_it_is_beside_the_pictures(self, keep):
        scan = blank_pdf()
        kept = keep(
            ("a.jpg", pictures.jpeg()), ("盖章.pdf", scan), ("b.jpg", pictures.jpeg(seed=9))
        )

        assert [name for name, _kind, _content in kept] == ["签字页照片（2 张）.pdf", "盖章.pdf"]
        assert kept[1][2] == scan

    def test_a_wrong_one_among_them_keeps_none(self, keep, session):
        with pytest.raises(Unusable, match="名单.jpg"):
            keep(("a.jpg", pictures.jpeg()), ("名单.jpg", b"a text, renamed"))
        assert session.query(StoredFile).count() == 0

    def test_nothing_sent_is_nothing_kept(self, keep):
        assert keep() == []


@pytest.mark.parametrize(
    ("name", "kept"), [("a.JPEG", "a.JPEG"), ("a.png", "a.jpg"), ("照片", "照片.jpg")]
)
def test_a_single_photo_is_named_as_what_it_became(session, tmp_path, name, kept):
    row = files.keep_photo(
        session, name, pictures.png(), store=Store(tmp_path), actor=OPERATOR, at=stages.AT
    )

    assert row.name == kept
    assert row.media_type == "image/jpeg"
