import json
from datetime import date
import pytest
from grants.access import OPERATOR
from grants.exchange.actions import import_file, export_project
from grants.projects.queries import project_seen
from grants.values.wording import wording
pytestmark = pytest.mark.anyio
DATA = {"format":"grants-project","version":1,"code":"usaid-2004",
"organisations":[{"name":{"en":"Open"},"country":"BG"},{"name":{"bg":"Сдружение „Мост“"},"eik":"123"},{"name":{"bg":"Сдружение „Мост“","en":"x"}}],
"programmes":[{"code":"P1","name":{"bg":"Прог"}}],
"project":{"title":{"bg":"Заглавие"},"state":"running","programme":"Прог","start":"2004","end":"2014-11-30","months":0,"total":"188664.99","currency":"BGN","total_kind":"unknown"},
"numbers":[{"number":"1","kind":"contract","value":"=1+1","as_published":"No =1"}],
"partners":[{"number":"1","organisation":"Сдружение „Мост“ (123)","role":"lead","share":"12.5"},{"number":"2","organisation":"Сдружение „Мост“","role":"partner","inferred":True},{"number":"3","organisation":"Open","role":"partner"}],
"indicators":[{"number":"1","name":{"bg":"Инд"},"kind":"output","target":"1234.5"}],
"supporting_documents":[{"number":"1","kind":"invoice","paper_number":"00001","issued":"2014-01-02","net":"-12.00","currency":"EUR","files":[{"name":"a.pdf","size":3,"sha256":"a"*64,"media_type":"application/pdf"}]}],
"expenses":[{"number":"1","document":"1","amount":"12.00","own":"0.00","currency":"EUR","state":"draft"}],
}
async def test_it(db, today):
    text = (json.dumps(DATA, ensure_ascii=False, indent=1)+"\n").encode()
    print(await import_file(OPERATOR, "a.json", text, wording("bg"), today=today, kept_by_id=None, manager_id=None))
    out = await export_project(OPERATOR, await project_seen(OPERATOR, "usaid-2004"), "json", wording("bg"))
    print(out.decode())
    assert json.loads(out) == DATA

@pytest.mark.parametrize("lang",["bg","en"])
async def test_it_x(db, today, lang):
    text = (json.dumps(DATA, ensure_ascii=False, indent=1)+"\n").encode()
    await import_file(OPERATOR, "a.json", text, wording("bg"), today=today, kept_by_id=None, manager_id=None)
    p = await project_seen(OPERATOR, "usaid-2004")
    x = await export_project(OPERATOR, p, "xlsx", wording(lang))
    __import__("pathlib").Path(f"/tmp/xch/out-{lang}.xlsx").write_bytes(x)
    from grants.storage.database import rows
    await rows("UPDATE project SET code='old'")
    from grants.errors import Objected
    try:
        im = await import_file(OPERATOR, "a.xlsx", x, wording("bg"), today=today, kept_by_id=None, manager_id=None)
        print(im)
    except Objected as e:
        for o in e.objections: print(o)
        raise
    out = await export_project(OPERATOR, await project_seen(OPERATOR, "usaid-2004"), "json", wording("bg"))
    assert json.loads(out) == DATA
