"""Each proof is worth something: a bug is planted in a copy of the app, and the proof that should see it does."""

from dataclasses import dataclass

import pytest

from tests.faults import proofs
from tests.faults.bench import Bench, Proof
from tests.faults.deaths import a_row_never_lacks_its_bytes
from tests.faults.installation import replace
from tests.faults.order import (
    a_file_left_from_a_crash_is_made_safe_before_it_counts,
    the_disk_has_it_before_the_answer,
)
from tests.tools import ROOT

OUTBOX = "static/js/outbox"


@dataclass(frozen=True)
class Mutant:
    """`changes` are (file, what stands there, what shall stand there); `says` is in what the proof complains of."""

    name: str
    proof: Proof
    says: str
    changes: tuple[tuple[str, str, str], ...]


PHONE = [
    Mutant(
        "bytes in a variable",
        proofs.pictures_survive_a_crash_right_after_saved,
        "lost in the crash",
        (
            (
                f"{OUTBOX}/item/items.js",
                "    store.put(bytes, photo.id);",
                "    (globalThis.held ??= new Map()).set(photo.id, new Blob([bytes]));",
            ),
        ),
    ),
    Mutant(
        "forget before receipt",
        proofs.nothing_is_forgotten_before_a_receipt,
        "it still waits",
        (
            (
                f"{OUTBOX}/send/steps.js",
                "import { erase, expire, update }",
                "import { erase, expire, letGo, update }",
            ),
            (
                f"{OUTBOX}/send/steps.js",
                """    if (last.verdict === "ok") await updatePhoto""",
                """    if (last.verdict === "ok") await letGo(item, () => true);\n    if (last.verdict === "ok") await updatePhoto""",
            ),
        ),
    ),
    Mutant(
        "kept without a receipt",
        proofs.nothing_is_forgotten_before_a_receipt,
        "a false kept",
        (
            (
                f"{OUTBOX}/send/steps.js",
                "  if (asked.body && !isNamed(item, photos, asked.body))",
                "  if (!asked)",
            ),
        ),
    ),
    Mutant(
        "no second copy",
        proofs.a_database_thrown_away_by_the_browser_comes_back,
        "the walk did not open",
        ((f"{OUTBOX}/store/second-copy.js", "    if (value) yield", "    if (!value) yield"),),
    ),
    Mutant(
        "no second copy at once",
        proofs.a_database_thrown_away_by_the_browser_comes_back,
        "no copy is made",
        ((f"{OUTBOX}/store/store.js", "    if (told.length) copyAside", "    if (!told) copyAside"),),
    ),
    Mutant(
        "no second copy afterwards",
        proofs.a_database_thrown_away_by_the_browser_comes_back,
        "copies are not made up for",
        ((f"{OUTBOX}/store/database.js", "catchUp(db, COPIED)", "catchUp(db, [])"),),
    ),
    Mutant(
        "a second copy of what is gone",
        proofs.nothing_is_forgotten_before_a_receipt,
        "a shared phone keeps a copy",
        (
            (
                f"{OUTBOX}/store/second-copy.js",
                "if (value === undefined) await cache.delete(address(key));",
                "if (value === undefined) return;",
            ),
        ),
    ),
    Mutant(
        "a write that is not strict",
        proofs.every_write_is_strict,
        "a write is not strict",
        ((f"{OUTBOX}/store/store.js", 'durability: "strict"', 'durability: "relaxed"'),),
    ),
    Mutant(
        "saved before it is complete",
        proofs.a_full_phone_still_delivers,
        "a full phone says that it saves",
        ((f"{OUTBOX}/store/store.js", "    await done;\n    if (told.length)", "    if (told.length)"),),
    ),
    Mutant(
        "no way to send from a full phone",
        proofs.a_full_phone_still_delivers,
        "it still waits",
        ((f"{OUTBOX}/send/all-due.js", "if (!isFull(error)) throw error;", "if (error) throw error;"),),
    ),
    Mutant(
        "two uploaders",
        proofs.one_tab_sends_at_a_time,
        "two tabs sent at once",
        ((f"{OUTBOX}/send/drain.js", "  if (!navigator.locks) return work();", "  return work();"),),
    ),
    Mutant(
        "one draft for two tabs",
        proofs.two_tabs_at_the_camera_make_two_findings,
        "two pictures became one finding",
        (("static/js/capture/photo/keep-picture.js", "(await takeDraft(id)) && ", ""),),
    ),
    Mutant(
        "the worker touches what is sent",
        proofs.the_worker_lets_alone_what_is_sent,
        "through the worker",
        (
            (
                "static/sw.js",
                '  if (request.method !== "GET" || ',
                '  if (request.method === "PUT") return event.respondWith(fetch(request));\n  if (request.method !== "GET" || ',
            ),
        ),
    ),
    Mutant(
        "the worker throws away what an open page needs",
        proofs.an_old_tab_stays_whole_through_an_update,
        "the old page lacks its files",
        (("static/sw.js", "  if (open.length === 0) await", "  await"),),
    ),
    Mutant(
        "any 200 is a success",
        proofs.a_login_page_is_no_success,
        "a false kept",
        (
            (
                f"{OUTBOX}/send/answer.js",
                'return body !== null || ours ? "ok" : "unreachable";',
                'return "ok";',
            ),
            (
                f"{OUTBOX}/send/send.js",
                'if (answer.verdict === "ok" && typeof answer.body?.revision !== "number") return',
                "if (!answer) return",
            ),
            (
                f"{OUTBOX}/send/send.js",
                'if (answer.verdict === "ok" && !isOurs) return',
                "if (!answer && !isOurs) return",
            ),
            (f"{OUTBOX}/send/steps.js", "flags: answer.body.flags", "flags: answer.body?.flags"),
            (
                f"{OUTBOX}/send/steps.js",
                "await tick(photos, answer.body.missing)",
                "await tick(photos, answer.body?.missing)",
            ),
        ),
    ),
    Mutant(
        "a refused picture stays refused",
        proofs.a_refused_picture_goes_when_sent_again,
        "it was not sent again",
        (
            (
                f"{OUTBOX}/item/items.js",
                "if (photo.refused) photos.put({ ...photo, refused: null });",
                "if (photo.refused) photos.put(photo);",
            ),
        ),
    ),
    Mutant(
        "a pause that lasts a day",
        proofs.a_clock_put_right_holds_nothing_back,
        "it waits for tomorrow",
        ((f"{OUTBOX}/item/item.js", "moment <= now || moment - now > LONGEST_WAIT", "moment <= now"),),
    ),
    Mutant(
        "an old answer ends the new pass",
        proofs.an_old_answer_does_not_end_a_new_pass,
        "the new pass was ended",
        ((f"{OUTBOX}/item/items.js", "if (row?.pass === used.pass) passes.put", "if (row) passes.put"),),
    ),
    Mutant(
        "what a restored server lacks is not seen",
        proofs.a_restored_server_is_filled_in_by_the_phones,
        "the restored server still lacks it",
        ((f"{OUTBOX}/leave/let-go.js", "await sendAnew(item.id);", "await Promise.resolve(sendAnew);"),),
    ),
    Mutant(
        "only the walk sends",
        proofs.any_page_of_the_app_sends,
        "the door does not send",
        (("static/js/app.js", "if (holdsSomething() &&", "if (!holdsSomething() &&"),),
    ),
]
SERVER = [
    Mutant(
        "row before file",
        a_row_never_lacks_its_bytes,
        "a row without its bytes",
        (
            (
                "field/web/api/photographing.py",
                "    if not sent.is_named:\n        photos.lay_down(parts.storage(), sha256, data)\n    with",
                "    with",
            ),
            (
                "field/web/api/photographing.py",
                "laid=not sent.is_named,\n            sender=sent.id,\n        )\n",
                "laid=True,\n            sender=sent.id,\n        )\n    photos.lay_down(parts.storage(), sha256, data)\n",
            ),
            (
                "field/photos/keeping.py",
                "    if not vouched or storage.size(original_key(sha256)) != len(data):",
                "    if not vouched:",
            ),
        ),
    ),
    Mutant(
        "a receipt from the row alone",
        proofs.a_receipt_names_only_what_lies_in_the_store,
        "a false kept",
        (
            (
                "field/photos/keeping.py",
                "return bool(photo.remains) or storage.size(photo.key) == photo.size",
                "return True",
            ),
        ),
    ),
]
TRACED = [
    Mutant(
        "synchronous=NORMAL",
        the_disk_has_it_before_the_answer,
        "words not safe",
        (("field/kit/db.py", '"synchronous=FULL"', '"synchronous=NORMAL"'),),
    ),
    Mutant(
        "no sync of the file",
        the_disk_has_it_before_the_answer,
        "a picture not safe",
        (("field/kit/storage.py", "                os.fsync(file.fileno())\n", ""),),
    ),
    Mutant(
        "no sync of the folder",
        the_disk_has_it_before_the_answer,
        "a picture not safe",
        (
            (
                "field/kit/storage.py",
                "            raise\n        _sync_folder(path.parent)\n",
                "            raise\n",
            ),
        ),
    ),
    Mutant(
        "no sync of a part",
        the_disk_has_it_before_the_answer,
        "a part not safe",
        (("field/web/uploads.py", "        os.fsync(file.fileno())\n", ""),),
    ),
    Mutant(
        "a file left from a crash is taken for safe",
        a_file_left_from_a_crash_is_made_safe_before_it_counts,
        "a picture not safe",
        (
            (
                "field/web/api/photographing.py",
                "    if not sent.is_named:\n",
                "    if not sent.is_named and parts.storage().size(photos.original_key(sha256)) is None:\n",
            ),
        ),
    ),
]
SHORT = {"bytes in a variable", "kept without a receipt", "row before file"}


def _marks(mutant: Mutant) -> list[pytest.MarkDecorator]:
    marks = [pytest.mark.strace] if mutant in TRACED else []
    return marks if mutant.name in SHORT else [*marks, pytest.mark.full]


def test_every_bug_has_a_place_to_be_planted() -> None:
    changes = [change for mutant in [*PHONE, *SERVER, *TRACED] for change in mutant.changes]
    assert [
        (name, old)
        for name, old, _new in changes
        if (ROOT / name).read_text(encoding="utf-8").count(old) != 1
    ] == []


@pytest.mark.parametrize(
    "mutant", [pytest.param(each, id=each.name, marks=_marks(each)) for each in [*PHONE, *SERVER, *TRACED]]
)
def test_the_proof_sees(mutant: Mutant, bench: Bench) -> None:
    for name, old, new in mutant.changes:
        replace(bench.root, name, old, new)
    bench.patience = 12
    with pytest.raises((AssertionError, pytest.fail.Exception), match=mutant.says):
        mutant.proof(bench)
