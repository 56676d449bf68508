"""Are the Word templates in order, and what may they do?"""

from __future__ import annotations

import io
import re
import shutil
import zipfile

import docx
import pytest

from bargaining.documents import definitions, papers, templates
from bargaining.errors import NotReady, Unusable
from bargaining.rules import papers as catalogue
from tests.documents import reading

KINDS = sorted(catalogue.CATALOGUE)


def parts(kind):
    with zipfile.ZipFile(definitions.definition(kind).template) as package:
        return {name: package.read(name).decode("utf-8") for name in package.namelist()}


def edited(folder, *, old, new, part="word/document.xml", kind="delivery_receipt"):
    """Copy a paper's folder and change its template as an official might in Word."""
    shutil.copytree(definitions.TEMPLATES / kind, folder / kind)
    template = folder / kind / "template.docx"
    with zipfile.ZipFile(definitions.TEMPLATES / kind / "template.docx") as package:
        texts = {name: package.read(name) for name in package.namelist()}
    assert old.encode() in texts[part]
    texts[part] = texts[part].replace(old.encode(), new.encode(), 1)
    with zipfile.ZipFile(template, "w") as package:
        for name, text in texts.items():
            package.writestr(name, text)
    return folder


def render(folder, context=None):
    return papers.render_docx(
        "delivery_receipt", context or {}, draft=True, blank=False, folder=folder
    )


@pytest.mark.parametrize("kind", KINDS)
class TestEveryPaper:
    def test_uses_the_fields_it_declares_and_no_other(self, kind):
        definition = definitions.definition(kind)
        flags = {f.name for f in definition.fields if f.kind is definitions.Kind.FLAG}
        conditions = {f.when.removeprefix("not ") for f in definition.fields if f.when}

        used = templates.compiled(definition.template).fields()

        assert used <= definition.names()
        assert definition.names() - used <= flags & conditions

    def test_folder_and_catalogue_say_the_same(self, kind):
        definition, paper = definitions.definition(kind), catalogue.paper(kind)

        assert (definition.kind, definition.title) == (paper.kind, paper.title)
        assert definition.basis == paper.basis
        assert definition.signers == paper.signers
        assert (definition.copies, definition.copies_note) == (paper.copies, paper.copies_note)
        assert definition.seam_seal == paper.seam_seal
        assert {f.name for f in definition.fields if f.required} == set(paper.required)

    def test_fields_have_labels_and_the_conditions_name_flags(self, kind):
        fields = definitions.definition(kind).fields
        flags = {f.name for f in fields if f.kind is definitions.Kind.FLAG}

        assert len({f.name for f in fields}) == len(fields)
        assert all(f.label for f in fields)
        assert all(f.when.removeprefix("not ") in flags for f in fields if f.when)
        assert all(f.options for f in fields if f.kind is definitions.Kind.CHOICE)
        assert all(f.columns for f in fields if f.kind is definitions.Kind.TABLE)

    def test_the_sample_is_complete_and_has_rare_characters_in_its_names(self, kind):
        sample = reading.sample(kind)

        assert set(sample) == {field.name for field in definitions.definition(kind).fields}
        assert {"喆", "堃", "翀", "昇"} & set(str(sample))

    def test_opens_in_python_docx_on_a4_with_the_margins_of_the_standard(self, kind):
        section = docx.Document(definitions.definition(kind).template).sections[0]

        assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
        margins = (section.top_margin, section.bottom_margin)
        assert [round(each.mm) for each in margins] == [37, 35]
        assert [round(each.mm) for each in (section.left_margin, section.right_margin)] == [28, 26]

    def test_names_a_chinese_face_wherever_it_names_one(self, kind):
        for name, text in parts(kind).items():
            for tag in re.findall(r"<w:rFonts[^>]*>", text):
                assert "w:eastAsia=" in tag, (name, tag)
        default = parts(kind)["word/styles.xml"].partition("</w:docDefaults>")[0]
        assert 'w:eastAsia="仿宋_GB2312"' in default
        assert 'w:eastAsia="zh-CN"' in default
        assert "MS Mincho" not in parts(kind)["word/theme/theme1.xml"]
        assert '<a:ea typeface="仿宋_GB2312"/>' in parts(kind)["word/theme/theme1.xml"]

    def test_has_a_page_number_between_dashes(self, kind):
        for name in ("word/footer1.xml", "word/footer2.xml"):
            words = re.sub(r"<[^>]+>", "", parts(kind)[name])
            assert words == "—  PAGE 1 —"


class TestTheFence:
    @pytest.mark.parametrize(
        "tag",
        [
            "{{ document_title.__class__ }}",
            "{{ document_title.upper() }}",
            "{{ ''.__class__.__mro__ }}",
            "{{ document_title.format }}",
            "{{ cycler }}",
            "{{ range(9) }}",
            "{{ document_title | upper }}",
            "{% include '/etc/passwd' %}",
            "{% for x in document_title %}{{ loop.cycle(1) }}{% endfor %}",
        ],
    )
    def test_a_template_can_call_nothing_and_see_nothing_inside(self, tmp_path, tag):
        folder = edited(tmp_path, old="{{ document_title }}", new=tag)

        with pytest.raises(Unusable, match="文书模板 delivery_receipt/template.docx"):
            render(folder, {"document_title": "要约书"})

    def test_an_undeclared_field_is_named(self, tmp_path):
        folder = edited(tmp_path, old="{{ note }}", new="{{ remarks }}")

        with pytest.raises(Unusable, match="没有登记的字段.*remarks"):
            render(folder)

    def test_a_tag_left_open_is_said_to_be(self, tmp_path):
        folder = edited(tmp_path, old="{{ note }}", new="{% if note %}")

        with pytest.raises(Unusable, match="标记写得不完整"):
            render(folder)

    def test_a_template_without_a_header_cannot_hide_that_it_is_a_draft(self, tmp_path):
        folder = edited(tmp_path, old="{{ note }}", new="{{ note }}")
        template = folder / "delivery_receipt" / "template.docx"
        with zipfile.ZipFile(template) as package:
            texts = {n: package.read(n) for n in package.namelist() if "header" not in n}
        with zipfile.ZipFile(template, "w") as package:
            for name, text in texts.items():
                package.writestr(name, text)

        with pytest.raises(Unusable, match="没有页眉"):
            render(folder)


class TestEditing:
    def test_a_changed_template_shows_at_once(self, tmp_path):
        folder = edited(tmp_path, old="拒收情况说明", new="拒收事由")

        lines = reading.lines(render(folder).content)

        assert any("拒收事由" in line for line in lines)

    def test_a_tag_that_word_broke_into_runs_still_works(self, tmp_path):
        broken = "{{ docu</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>ment_title }}"
        folder = edited(tmp_path, old="{{ document_title }}", new=broken)

        rendered = render(folder, {"document_title": "要约书"})

        assert any("要约书" in line for line in reading.lines(rendered.content))

    def test_a_gap_keeps_the_look_of_its_run(self, tmp_path):
        bold = '{{ sender_name }}</w:t></w:r><w:r><w:rPr><w:b/><w:sz w:val="20"/></w:rPr><w:t>尾'
        folder = edited(tmp_path, old="{{ sender_name }}", new=bold)

        content = render(folder).content

        assert any("＿＿＿（送达方）尾" in line for line in reading.lines(content))

    def test_a_missing_folder_is_not_ready_and_an_unknown_paper_unusable(self, tmp_path):
        with pytest.raises(NotReady, match="paper.yaml"):
            render(tmp_path)
        with pytest.raises(Unusable, match="没有“poem”这种文书"):
            papers.render_docx("poem", {}, draft=True, blank=False)

    def test_a_filled_paper_opens_in_python_docx(self):
        content = render(definitions.TEMPLATES).content

        assert len(docx.Document(io.BytesIO(content)).tables) == 1
