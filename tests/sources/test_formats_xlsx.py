"""Workbooks, honest and hostile. A reader that runs out of memory ends the process."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile

import pytest

from overhang.sources.base import SourceError
from overhang.sources.formats.xlsx import read_xlsx
from support.drops import Shown, package_of, sheet_of, xlsx_of

ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def fault(data: bytes, sheet: str = "") -> str:
    with pytest.raises(SourceError) as error:
        read_xlsx(data, "run.xlsx", sheet)
    return str(error.value)


def lines(data: bytes) -> list[tuple[int, list[object]]]:
    return [(each.number, list(each.cells)) for each in read_xlsx(data, "x.xlsx").lines]


def test_cells_are_native_and_stand_where_they_are() -> None:
    rows = (
        (),
        ("", "Name", "5Y Bid", "As of"),
        ("", "Oracle", 120.5, dt.date(2026, 3, 2)),
        ("", "", "", Shown("#N/A")),
        ("", "META", 40),
    )
    assert lines(xlsx_of(rows)) == [
        (2, ["", "Name", "5Y Bid", "As of"]),
        (3, ["", "Oracle", 120.5, dt.date(2026, 3, 2)]),
        (4, ["", "", "", "#N/A"]),
        (5, ["", "META", 40, ""]),
    ]


def test_a_formula_counts_with_the_value_excel_last_saw() -> None:
    row = '<row r="1"><c r="A1"><f>WEBSERVICE("http://x")</f><v>7.5</v></c></row>'
    assert lines(package_of(sheet_of(row))) == [(1, [7.5])]


def test_cells_and_lines_may_leave_out_where_they_stand() -> None:
    row = (
        '<row><c><v>1</v></c><c t="e"><v>#REF!</v></c></row><row><c><v>3</v></c></row>'
    )
    assert lines(package_of(sheet_of(row))) == [(1, [1, "#REF!"]), (2, [3, ""])]


def test_days_may_be_counted_from_1904() -> None:
    book = (
        '<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships"><workbookPr date1904="1"/><sheets>'
        '<sheet name="Run" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    row = '<row r="1"><c r="A1" s="1"><v>44621</v></c></row>'
    data = package_of(sheet_of(row), parts={"xl/workbook.xml": book})
    assert lines(data) == [(1, [dt.date(2026, 3, 2)])]


def test_a_sheet_goes_by_its_name_and_hidden_ones_are_not_the_first() -> None:
    book = (
        '<workbook xmlns:r="urn:r"><sheets>'
        '<sheet name="Old" sheetId="2" state="hidden" r:id="rId9"/>'
        '<sheet name="Run" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    links = (
        '<Relationships><Relationship Id="rId1" Type="x/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="x/worksheet" '
        'Target="/xl/worksheets/old.xml"/></Relationships>'
    )
    old = sheet_of('<row r="1"><c r="A1"><v>2</v></c></row>')
    data = package_of(
        sheet_of(ONE),
        parts={
            "xl/workbook.xml": book,
            "xl/_rels/workbook.xml.rels": links,
            "xl/worksheets/old.xml": old,
        },
    )

    first, second = read_xlsx(data, "x"), read_xlsx(data, "x", "Old")

    assert (first.name, first.names) == ("Run", ("Old", "Run"))
    assert [first.lines[0].cells, second.lines[0].cells] == [[1], [2]]
    assert fault(data, "Rum") == (
        'run.xlsx: found \'unknown sheet "Rum", did you mean "Run"?\', '
        "expected the name of a sheet"
    )


def test_names_of_sheets_are_made_fit_to_be_shown() -> None:
    assert read_xlsx(xlsx_of(((1,),), "R\u202eun"), "x").name == "R\ufffdun"


def sheet_with(rows: str) -> bytes:
    return package_of(sheet_of(rows))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "nothing (0 bytes)"),
        (b"Name,5Y Bid\nOracle,120\n", "expected an Excel file (.xlsx)"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "an old Excel file"),
        (
            b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"),
            "a workbook with a password",
        ),
        (xlsx_of(((1,),))[:-40], "a whole Excel file: still being written?"),
        (xlsx_of(((1,),))[:300], "a whole Excel file: still being written?"),
        (package_of("<worksheet><sheetData>"), "expected sound XML"),
        (package_of(sheet_of(ONE).replace("1</v>", "1</c>")), "expected sound XML"),
        (
            package_of('<!DOCTYPE x [<!ENTITY a "aa">]><worksheet/>'),
            "XML that declares nothing",
        ),
        (sheet_with("<x>" * 10_000), "64 deep"),
        (sheet_with('<row r="1048576"/>'), "line 1048576"),
        (sheet_with('<row r="1"><c r="XFD1"/></row>'), "column 16384"),
        (sheet_with('<row r="1"><c r="AAAAAAA1"/></row>'), "a cell's place such as B7"),
        (sheet_with('<row r="99999999999"/>'), "a line's number"),
        (sheet_with('<row r="50000"><c r="SF50000"/></row>'), "500000 cells at most"),
        (sheet_with("<row>" + "<c/>" * 501 + "</row>"), "column 501"),
        (sheet_with("<row/>" * 100_001), "line 100001"),
        (
            package_of(
                sheet_of('<row r="1"><c r="A1" t="s"><v>9</v></c></row>'),
            ),
            "expected a readable workbook",
        ),
    ],
)
def test_what_is_no_sound_workbook_is_refused(data: bytes, said: str) -> None:
    assert said in fault(data)


def test_one_long_text_in_every_cell_is_refused() -> None:
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c></row>' for at in range(1, 9001)
    )
    texts = f"<sst><si><t>{'x' * 32_000}</t></si></sst>"
    assert "expected a smaller sheet" in fault(package_of(sheet_of(rows), texts))


def test_what_unpacks_without_end_is_refused_before_it_is_unpacked() -> None:
    data = package_of(sheet_of(ONE), parts={"xl/styles.xml": b" " * (65 * 2**20)})
    assert len(data) < 2**20
    assert "bytes unpacked" in fault(data)


def test_a_size_that_is_a_lie_unpacks_no_more_than_it_says() -> None:
    data = bytearray(package_of(sheet_of(ONE + " " * 100_000)))
    at = data.rfind(b"xl/worksheets/sheet1.xml") - 46
    assert data[at : at + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, at + 24, 10)
    assert "a whole Excel file" in fault(bytes(data))


def test_parts_cannot_be_read_as_others_than_were_checked() -> None:
    """A sheet that reaches too far, under the key of one that does not."""
    reach = f'{ONE}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    far = f"<sst><sheetData>{reach}</sheetData></sst>"
    links = (
        '<Relationships><Relationship Id="rId1" Type="x/theme" '
        'Target="sharedStrings.xml"/><Relationship Id="rId1" Type="x/worksheet" '
        'Target="worksheets/sheet1.xml"/><Relationship Id="rId1" Type="x/theme" '
        'Target="sharedStrings.xml"/></Relationships>'
    )
    data = package_of(sheet_of(ONE), far, parts={"xl/_rels/workbook.xml.rels": links})
    assert lines(data) == [(1, [1])]


def test_macros_and_links_are_left_where_they_are() -> None:
    parts: dict[str, str | bytes] = {
        "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0",
        "xl/externalLinks/externalLink1.xml": "<broken",
    }
    assert lines(package_of(sheet_of(ONE), parts=parts)) == [(1, [1])]


def test_other_archives_are_no_workbooks() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert fault(made.getvalue()) == (
        "run.xlsx: found 'no xl/workbook.xml in it', expected an Excel file (.xlsx)"
    )
