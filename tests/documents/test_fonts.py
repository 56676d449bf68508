"""Where are the faces found, what is missing, what do they draw?"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from bargaining.documents import fonts, papers, pdf
from bargaining.errors import Refused
from tests.documents import reading

SCRIPT = Path(__file__).resolve().parents[2] / "deploy" / "install-fonts.sh"


def system_serif() -> Path:
    found = fonts.shelf().find(fonts.SERIF)
    assert found is not None
    return found.path


class TestWithoutTheFreeFaces:
    def test_each_one_missing_is_said_with_what_prints_instead(self, tmp_path):
        sentences = fonts.lacking(tmp_path)

        fang, kai = (next(s for s in sentences if label in s) for label in ("仿宋", "楷体"))
        assert "Noto Serif CJK SC 代替" in fang
        assert "deploy/install-fonts.sh" in fang
        assert "FandolKai" in kai

    def test_the_paper_prints_all_the_same(self, tmp_path):
        content = papers.render_docx("delivery_receipt", {}, draft=False, blank=True).content

        printed = pdf.render_pdf(content, instance=tmp_path)

        assert "送达回证" in reading.pdf_pages(printed)[0]
        assert "Noto-Serif-CJK-SC" in reading.fonts_in(printed)
        assert "FandolFang" not in reading.fonts_in(printed)


class TestFonts:
    def test_the_instance_goes_before_the_system(self, tmp_path):
        folder = tmp_path / "fonts"
        folder.mkdir()
        (folder / fonts.FANG.file).write_bytes(b"font")

        here = fonts.shelf(tmp_path)

        assert here.find("FandolFang") == fonts.Found(folder / fonts.FANG.file)
        assert here.chain(fonts.FANG)[0].path == folder / fonts.FANG.file
        assert not any("仿宋" in sentence for sentence in fonts.lacking(tmp_path))

    def test_a_font_laid_beside_them_draws_what_all_others_lack(self, tmp_path):
        folder = tmp_path / "fonts"
        folder.mkdir()
        (folder / "more.ttc").symlink_to(system_serif())

        assert fonts.shelf(tmp_path).chain(fonts.FANG)[-1].path == folder / "more.ttc"

    @pytest.mark.parametrize(
        ("name", "face"),
        [
            ("仿宋_GB2312", fonts.FANG),
            ("楷体_GB2312", fonts.KAI),
            ("黑体", fonts.HEI),
            ("方正小标宋简体", fonts.TITLE),
            ("宋体", fonts.SONG),
            ("华文中宋", fonts.SONG),
            ("", fonts.SONG),
        ],
    )
    def test_a_family_of_word_has_its_face(self, name, face):
        assert fonts.face_of(name) is face

    def test_the_first_character_nobody_draws_is_named(self):
        with pytest.raises(Refused, match="“\U00030001”字（U\\+30001）"):
            fonts.check(["王\U00030001\U00030002"], face=fonts.FANG, here=fonts.shelf())

    def test_what_is_drawn_by_any_of_the_chain_is_fine(self):
        fonts.check(["喆堃昇翀旻 \n\u3000＿■□"], face=fonts.FANG, here=fonts.shelf())


class TestTheScript:
    def test_has_nothing_to_do_where_the_faces_are_there(self, tmp_path):
        folder = tmp_path / "fonts"
        folder.mkdir()
        for face in (fonts.FANG, fonts.KAI):
            (folder / face.file).write_bytes(b"font")

        done = subprocess.run([SCRIPT, tmp_path], capture_output=True, check=False)

        assert (done.returncode, done.stdout) == (0, b"")

    def test_without_apt_it_says_what_to_do_and_leaves_nothing(self, tmp_path):
        tools = tmp_path / "bin"
        tools.mkdir()
        for name in ("bash", "dirname"):
            (tools / name).symlink_to(str(shutil.which(name)))

        done = subprocess.run(
            [SCRIPT, tmp_path / "instance"],
            capture_output=True,
            check=False,
            text=True,
            env={"PATH": str(tools)},
        )

        assert done.returncode == 1
        assert "没有 apt-get" in done.stderr
        assert not (tmp_path / "instance").exists()
