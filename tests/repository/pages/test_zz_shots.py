import os
import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import sync_playwright
from tests.cast import client_of
from tests.factories.pages import *
from repository.catalogue.models import LearningMaterial
from repository.catalogue.vocabulary import MaterialType
from repository.curriculum.models import Subject
from repository.collections.services import *
from repository.pages.demo import build_portal
from config.demo import DemoSize
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]="1"

@pytest.mark.django_db(transaction=True)
def test_shots(cast, live_server):
    cache.clear()
    titles=["Phân số bằng nhau","Ứng dụng hằng đẳng thức đáng nhớ trong phân tích đa thức thành nhân tử - tiết 2","Tế bào","Truyện Kiều","Ánh sáng và bóng tối","Số nguyên âm","Bản đồ địa lí","Ôn tập giữa kì"]
    codes=["TOAN","TOAN","KHTN","NV","KHTN","TOAN","LSDL","TIN"]
    types=list(MaterialType.objects.all())
    works=[]
    for n,(t,c) in enumerate(zip(titles,codes)):
        w=published_material(t, cast.school_a, cast.teacher_a, audience="public", for_pupils=n%2==0, minutes_ago=n, material_type=types[n%len(types)])
        LearningMaterial.objects.filter(pk=w.pk).update(use_count=n*3, subject=Subject.objects.filter(code=c).first())
        works.append(w)
    draft_material("Bài đang soạn dở", cast.school_a, cast.teacher_a)
    build_portal(DemoSize(), lambda *a: None)
    for w in works[:4]: item=add_to_basket(cast.teacher_b, material=w, anchor="page=12")
    set_note(cast.teacher_b, item=item, note="Dùng cho phần khởi động")
    new_version(works[0], cast.teacher_a)
    works[2].grants.update(ended_at=timezone.now())
    with sync_playwright() as p:
        b=p.chromium.launch(executable_path="/usr/bin/chromium", args="--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync".split())
        def shot(user, path, name, width=1366, dark=False, full=True):
            ctx=b.new_context(viewport={"width":width,"height":900}, color_scheme="dark" if dark else "light", locale="vi")
            if user:
                c=client_of(user); ctx.add_cookies([{"name":"hoclieu_session","value":c.cookies["hoclieu_session"].value,"url":live_server.url}])
            pg=ctx.new_page(); errs=[]
            pg.on("console", lambda m: errs.append(m.text) if m.type=="error" else None)
            pg.goto(live_server.url+path); pg.wait_for_timeout(700)
            pg.screenshot(path=f"/tmp/shot-{name}.png", full_page=full)
            print(name, pg.title(), pg.evaluate("document.documentElement.scrollWidth"), errs[:3])
            ctx.close()
        shot(cast.teacher_a,"/","home")
        shot(cast.teacher_a,"/","home-dark-360",360,True)
        shot(None,"/","home-anon")
        shot(cast.teacher_b,"/gio/","basket")
        shot(cast.teacher_b,"/gio/","basket-360",360)
        shot(cast.teacher_b,"/gio/in/","basket-print")
        shot(cast.librarian_a,"/cms/","cms", full=False)
        shot(cast.librarian_a,"/cms/snippets/repository_catalogue/learningmaterial/","cms-list", full=False)
        from repository.pages.models import HomePage
        shot(cast.librarian_b,f"/cms/pages/{HomePage.objects.get().pk}/edit/","cms-edit", full=False)
        b.close()
