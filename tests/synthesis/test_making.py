"""The same seed gives the same extract, and a run that fails leaves the earlier one alone."""

import errno
import json
import os
import shutil
from hashlib import sha256
from types import SimpleNamespace

import numpy as np
import psutil
import pyarrow.parquet as pq
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from leo_course import dictionary, extract
from leo_course.errors import CourseError
from leo_course.paths import course_root
from leo_course.synthesis import build, parameters, writer
from leo_course.synthesis.columns import Values
from leo_course.synthesis.identifiers import AE_ID, EDUKEY

# The content of the tiny extract under the standard seed, on any machine, Python and numpy. Who
# changes the content on purpose puts the new hash here; any other difference is a fault.
TINY = "3ba1f660d8db95d653ea4ef61c8a60a4b865ce63d0f3bfdc5b87f2a20b539575"


def manifest(folder):
    return json.loads((folder / "MANIFEST.json").read_text(encoding="utf-8"))


def leftovers(folder):
    return sorted(path.name for path in folder.parent.iterdir() if path != folder)


@pytest.fixture
def small_blocks(monkeypatch):
    """Blocks small enough that a tiny extract has several."""
    monkeypatch.setattr(writer, "BLOCK", 700)


@pytest.fixture
def quick_blocks(monkeypatch, small_blocks):
    """Blocks that hold one view of two columns: enough where a test is about folders alone."""
    view = dictionary.view("LEO_I2", "learner_ae_id_to_edukey_lookup")

    def make_block(seed, first, last, chosen, folder):
        numbers = (np.arange(first, last) + 1_000_000 * seed).astype(np.uint64)
        rows = {
            "lookup_ae_id": Values(numbers + np.uint64(AE_ID.offset)),
            "lookup_edukey": Values(numbers, kind=EDUKEY),
        }
        path = folder / view.database / view.name / f"part-{first:09d}.parquet"
        return {view.full_name: writer.write_view(view, rows, path)}

    monkeypatch.setattr(writer, "make_block", make_block)


def test_pinned_content(tiny):
    assert manifest(tiny)["sha256"] == TINY


def test_manifest_has_what_the_readers_rely_on(tiny):
    content = manifest(tiny)
    assert content["people"] == 2000
    assert content["seed"] == 2021
    assert content["size"] == "tiny"
    assert "ynthetic" in content["notice"]
    assert list(content["views"]) == [view.full_name for view in dictionary.views()]
    for view in dictionary.views():
        assert list(content["views"][view.full_name]["columns"]) == [f.name for f in view.fields]


@pytest.mark.slow  # starting processes takes seconds
@pytest.mark.usefixtures("small_blocks")
def test_jobs_do_not_matter(tmp_path):
    seen = []
    one = build.make(tmp_path / "one", "tiny", jobs=1, progress=seen.append)
    two = build.make(tmp_path / "two", "tiny", jobs=2)
    assert one["views"] == two["views"]
    assert one["sha256"] == two["sha256"]
    assert sum(seen) == 2000
    assert len(seen) == 3


LOOKUP = dictionary.view("LEO_I2", "learner_ae_id_to_edukey_lookup")
TEXT = next(field for field in LOOKUP.fields if field.type == "string")


@given(st.lists(st.tuples(*[st.integers(0, 3)] * 3, st.booleans())))
def test_rows_stand_in_the_order_of_all_keys(rows):
    first, second, third, missing = np.array(rows, dtype=np.int64).reshape(-1, 4).T
    labels = ("d", "b", "c", "a")
    keys = [Values(first), Values(second, labels=labels), Values(third, missing.astype(bool))]
    by_alphabet = np.array([3, 1, 2, 0])[second]
    expected = np.lexsort([np.where(missing, -1, third), by_alphabet, first])
    assert writer._order(keys).tolist() == expected.tolist()


def test_text_and_its_digest():
    text = Values(np.array([b"ab", b"", b"c"]), null=np.array([False, True, False]))
    column, digest = writer.to_column(TEXT, text)
    assert column.to_pylist() == ["ab", None, "c"]
    assert digest == sha256(b"ab\n\0\nc\n").digest()


def test_a_label_given_twice_is_written_once():
    places, labels = np.array([2, 0, 1, 3, 0]), ("é", "a", "b", "é", "never")
    null = np.array([False, False, True, False, False])
    column, digest = writer.to_column(TEXT, Values(places, null, labels))
    assert column.dictionary.to_pylist() == ["b", "é"]
    assert column.to_pylist() == ["b", "é", None, "é", "é"]
    canonical = np.array([0, 1, -1, 1, 1], dtype="<i4").tobytes()
    assert digest == sha256("b\né\n".encode() + canonical).digest()


# What a block decides, because the match runs within it: who is whose twin, which links are made,
# and so whose records of work are delivered. All else hangs on the person alone.
OF_BLOCKS = ("LEO_I2", "LINKAGE_LAB")
OF_BLOCKS_IN_TRUTH = ("links", "identities", "identity_mistakes")


def of_people(connection, view, where="true"):
    """The rows of a view, without the column that says who was linked."""
    name = f'{view.database}."P2021".{view.name}'
    without = "exclude (linked)" if view.name == "people" else ""
    return connection.execute(f"select * {without} from {name} where {where} order by all")


@pytest.mark.slow
def test_block_boundaries_do_not_change_people(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(writer, "BLOCK", 617)
    build.make(tmp_path / "cut", "tiny", jobs=1)
    whole, cut = extract.truth(tiny), extract.truth(tmp_path / "cut")
    for view in dictionary.views():
        if view.database not in OF_BLOCKS and view.name not in OF_BLOCKS_IN_TRUTH:
            rows = of_people(whole, view).fetchall()
            assert rows == of_people(cut, view).fetchall(), view.full_name


@pytest.mark.slow
def test_a_small_extract_is_the_beginning_of_a_larger_one(tmp_path, tiny):
    build.make(tmp_path / "more", "2600", jobs=1)
    view = dictionary.view("TRUTH", "people")
    few = of_people(extract.truth(tiny), view).fetchall()
    more = of_people(extract.truth(tmp_path / "more"), view, "person < 2000").fetchall()
    assert few == more


@pytest.mark.slow
def test_whole_blocks_stay_as_they_are_when_an_extract_grows(tmp_path, monkeypatch):
    """Links included: everything of the first block is there again in a larger extract."""
    monkeypatch.setattr(writer, "BLOCK", 400)
    for size in ("400", "500"):
        build.make(tmp_path / size, size, jobs=1)
    for path in sorted((tmp_path / "400").rglob("part-*.parquet")):
        again = tmp_path / "500" / path.relative_to(tmp_path / "400")
        assert pq.read_table(path).equals(pq.read_table(again)), path.parent.name


@given(st.integers(0, 2**63 - 1))
@settings(max_examples=4, deadline=None)
@pytest.mark.slow
def test_another_seed_gives_other_people(tmp_path_factory, tiny, seed):
    folder = tmp_path_factory.mktemp("seed") / "extract"
    other = build.make(folder, "300", seed=seed, jobs=1)
    again = build.make(folder, "300", seed=seed, jobs=1)
    assert other["sha256"] == again["sha256"]
    first = 'select pmr, family from TRUTH."P2021".people where person = 0'
    ours = extract.truth(folder).execute(first).fetchall()
    assert (ours == extract.truth(tiny).execute(first).fetchall()) == (seed == 2021)


@given(st.integers(200, 700), st.integers(0, 2**63 - 1))
@settings(max_examples=5, deadline=None)
@pytest.mark.slow
def test_every_extract_is_whole(tmp_path_factory, size, seed):
    folder = tmp_path_factory.mktemp("whole") / "extract"
    content = build.make(folder, str(size), seed=seed, jobs=1)
    connection = extract.truth(folder)
    for name, view in content["views"].items():
        database, table = name.split(".")
        [(rows,)] = connection.execute(
            f'select count(*) from {database}."P2021".{table}'
        ).fetchall()
        assert rows == view["rows"], name
    assert content["views"]["TRUTH.people"]["rows"] == size


def course_with(tmp_path, monkeypatch, change):
    """A course whose census schema was changed; makes dictionary and synthesis use it."""
    shutil.copytree(course_root() / "data" / "dictionary", tmp_path / "data" / "dictionary")
    (tmp_path / "_toc.yml").write_text("", encoding="utf-8")
    path = tmp_path / "data" / "dictionary" / "NPD_I2" / "spring_census.yml"
    schema = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(schema)
    path.write_text(yaml.safe_dump(schema, sort_keys=False), encoding="utf-8")
    monkeypatch.setenv("LEO_COURSE", str(tmp_path))


@pytest.mark.slow
def test_renaming_a_column_changes_its_views_alone(tmp_path, tiny, monkeypatch):
    def rename(schema):
        for field in schema["fields"]:
            field["name"] = field["name"].replace("FSMeligible", "FreeMeals")

    course_with(tmp_path, monkeypatch, rename)
    after = build.make(tmp_path / "renamed", "tiny", jobs=1)["views"]
    before = manifest(tiny)["views"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {f"NPD_I2.spring_census_{year}" for year in range(2006, 2022)}
    old, new = (side["NPD_I2.spring_census_2008"]["columns"] for side in (before, after))
    assert new["FreeMeals_SPR08"] == old["FSMeligible_SPR08"]
    assert "FSMeligible_SPR08" not in new
    found = extract.connect(tmp_path / "renamed").execute(
        'select count(FreeMeals_SPR08) from NPD_I2."P2021".spring_census_2008'
    )
    assert found.fetchall()[0][0] > 0


@pytest.mark.slow
def test_changing_a_description_changes_nothing(tmp_path, tiny, monkeypatch):
    def describe(schema):
        schema["description"] = "Other words."
        schema["fields"][0]["description"] = "Other words."

    course_with(tmp_path, monkeypatch, describe)
    assert dictionary.view("NPD_I2", "spring_census_2008").description == "Other words."
    assert build.make(tmp_path / "same", "tiny", jobs=1)["sha256"] == manifest(tiny)["sha256"]


def test_a_variable_that_the_dictionary_lacks_is_named(tmp_path, monkeypatch):
    def mistake(schema):
        schema["fields"][3]["variable"] = "no_such_variable"

    course_with(tmp_path, monkeypatch, mistake)
    with pytest.raises(KeyError, match="no_such_variable"):
        build.make(tmp_path / "never", "300", jobs=1)
    assert not (tmp_path / "never").exists()


@pytest.fixture
def earlier(tmp_path, tiny):
    """An extract that stands where the next run will write."""
    folder = tmp_path / "data" / "extract"
    shutil.copytree(tiny, folder)
    return folder


@pytest.mark.usefixtures("quick_blocks")
@pytest.mark.parametrize(
    ("failure", "seen"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), CourseError),
        (PermissionError(errno.EACCES, "Permission denied"), CourseError),
        (MemoryError(), MemoryError),
    ],
)
def test_a_failure_midway_leaves_the_earlier_extract(earlier, monkeypatch, failure, seen):
    before, real, calls = manifest(earlier), writer.make_block, []

    def fails(*task):
        calls.append(task)
        if len(calls) == 2:
            raise failure
        return real(*task)

    monkeypatch.setattr(writer, "make_block", fails)
    with pytest.raises(seen):
        build.make(earlier, "tiny", seed=5, jobs=1)
    assert manifest(earlier) == before
    assert leftovers(earlier) == []
    assert extract.identity(earlier) == before["sha256"]


@pytest.mark.usefixtures("quick_blocks")
def test_an_interrupted_run_goes_on_from_what_is_done(earlier, monkeypatch):
    before, real, calls = manifest(earlier), writer.make_block, []

    def stops(*task):
        calls.append(task[1])
        if len(calls) == 3:
            raise KeyboardInterrupt
        return real(*task)

    monkeypatch.setattr(writer, "make_block", stops)
    with pytest.raises(KeyboardInterrupt):
        build.make(earlier, "tiny", seed=5, jobs=1)
    assert manifest(earlier) == before
    assert extract.identity(earlier) == before["sha256"]
    assert leftovers(earlier) == ["extract.making"]
    resumed = build.make(earlier, "tiny", seed=5, jobs=1)
    assert calls == [0, 700, 1400, 1400]
    assert leftovers(earlier) == []
    assert not (earlier / "blocks").exists()
    whole = build.make(earlier.with_name("whole"), "tiny", seed=5, jobs=1)
    assert resumed == whole
    assert resumed["sha256"] != before["sha256"]


@pytest.mark.usefixtures("quick_blocks")
@pytest.mark.parametrize("change", [{"seed": 6}, {"size": "1900"}])
def test_what_was_done_for_others_is_not_used(earlier, monkeypatch, change):
    real, calls = writer.make_block, []

    def stops(*task):
        calls.append(task[1])
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*task)

    monkeypatch.setattr(writer, "make_block", stops)
    with pytest.raises(KeyboardInterrupt):
        build.make(earlier, "tiny", seed=5, jobs=1)
    build.make(earlier, **({"size": "tiny", "seed": 5, "jobs": 1} | change))
    assert calls == [0, 700, 0, 700, 1400]
    assert leftovers(earlier) == []


class Bomb:
    """Parameters that end the process that unpacks them, as a lack of memory would."""

    def __reduce__(self):
        return os._exit, (1,)


@pytest.mark.slow
@pytest.mark.usefixtures("small_blocks")
@pytest.mark.parametrize(
    ("chosen", "seen", "message"),
    [
        (parameters.standard().having(he__groups={}), KeyError, "higher"),
        (Bomb(), CourseError, "was stopped, perhaps for want of memory"),
    ],
    ids=["error", "killed"],
)
def test_a_process_that_fails_leaves_the_earlier_extract(earlier, chosen, seen, message):
    before = manifest(earlier)
    with pytest.raises(seen, match=message):
        build.make(earlier, "tiny", seed=5, jobs=2, chosen=chosen)
    assert manifest(earlier) == before
    assert leftovers(earlier) == []


@pytest.mark.usefixtures("quick_blocks")
def test_a_swap_that_fails_puts_the_earlier_extract_back(earlier, monkeypatch):
    before, real = manifest(earlier), type(earlier).rename

    def fails(path, target):
        if path.name.endswith(".making"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, target)

    monkeypatch.setattr(type(earlier), "rename", fails)
    with pytest.raises(CourseError, match="is in use"):
        build.make(earlier, "300", jobs=1)
    monkeypatch.undo()
    assert manifest(earlier) == before
    assert leftovers(earlier) == []


def test_a_new_run_replaces_the_earlier_extract(earlier):
    content = build.make(earlier, "300", seed=9, jobs=1)
    assert manifest(earlier) == content
    assert leftovers(earlier) == []
    assert sorted(p.name for p in earlier.iterdir()) == [
        *sorted({view.database for view in dictionary.views()} | {"MANIFEST.json", "README.txt"})
    ]


def test_what_a_dead_run_left_is_cleared_and_restored(earlier):
    making, before = (earlier.with_name(f"extract.{what}") for what in ("making", "before"))
    making.mkdir()
    (making / "run.json").write_text(json.dumps([psutil.Process().pid, 1.0]), encoding="utf-8")
    earlier.rename(before)
    with pytest.raises(CourseError, match="is not a size"):
        build.make(earlier, "1")
    assert not earlier.exists()
    with build._staging(earlier) as staging:
        assert staging == making
        assert extract.identity(earlier) == manifest(earlier)["sha256"]
    assert leftovers(earlier) == []


def test_two_runs_at_once_are_refused(earlier):
    with build._staging(earlier):
        with pytest.raises(CourseError, match="Another `leo data` is at work"):
            build.make(earlier, "300")
        assert leftovers(earlier) == ["extract.making"]
    assert leftovers(earlier) == []


@pytest.mark.parametrize(
    "size", ["199", "0", "-5", "huge", "", "1e6", "2000.0", "１０００", "10" * 9]
)
def test_bad_sizes_are_refused(size):
    with pytest.raises(CourseError, match="is not a size: give tiny, teaching, large or"):
        build.people_in(size)


def test_sizes():
    assert [build.people_in(word) for word in ("tiny", "Teaching", "large")] == [
        *(2_000, 60_000, 1_000_000)
    ]
    assert build.people_in("12,000") == build.people_in("12_000") == 12_000


@pytest.mark.parametrize("seed", ["-1", "1.5", "abc", "", str(2**63), "٣"])
def test_bad_seeds_are_refused(seed):
    with pytest.raises(CourseError, match="is not a seed: give a whole number from 0 to"):
        build.checked_seed(seed)


def test_a_full_disk_is_seen_before_the_work(tmp_path, monkeypatch):
    monkeypatch.setattr(build.shutil, "disk_usage", lambda path: SimpleNamespace(free=1_000_000))
    with pytest.raises(CourseError, match="There is no room for 60,000 people"):
        build.make(tmp_path / "extract")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match="cannot be written"):
        build.make(tmp_path / "file" / "extract", "300")


def test_a_read_only_folder_is_refused(tmp_path, monkeypatch):
    def refuses(path, **options):
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(type(tmp_path), "mkdir", refuses)
    with pytest.raises(CourseError, match="cannot be written"):
        build.make(tmp_path / "extract", "300")
    assert list(tmp_path.iterdir()) == []


def test_files_of_somebody_else_are_never_replaced(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work", encoding="utf-8")
    with pytest.raises(CourseError, match="files that are no extract"):
        build.make(tmp_path, "300")
    assert (tmp_path / "thesis.txt").read_text(encoding="utf-8") == "years of work"


def test_every_trouble_can_be_named():
    rates = parameters.troubles(parameters.standard())
    assert all(0 < rate <= 1 for rate in rates.values())
    with pytest.raises(KeyError, match="no parameter trouble"):
        parameters.standard().having(trouble__nonsense=1)
