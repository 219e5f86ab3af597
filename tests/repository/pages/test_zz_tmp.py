import time, random
from django.db import connection
from django.core.cache import cache
from django.utils import timezone
from datetime import timedelta
from repository.catalogue.models import *
from tests.cast import client_of
from tests.factories.pages import *
def test_speed(cast):
    cache.clear()
    N=100000
    units=[cast.school_a,cast.school_b]
    extra=[OrgUnit.objects.create(kind=cast.school_a.kind,parent=cast.ward,code=f"X{i}",name=f"Trường {i}",valid_from=cast.school_a.valid_from) for i in range(198)]
    units+=extra
    subj=list(Subject.objects.all())
    now=timezone.now()
    ms=[LearningMaterial(title=f"Bài {i}",owner_org=units[i%200],created_by=cast.teacher_a,state="approved",live=True,subject=subj[i%len(subj)],published_at=now-timedelta(minutes=i),use_count=random.randint(0,500)) for i in range(N)]
    LearningMaterial.objects.bulk_create(ms,batch_size=2000)
    ids=list(LearningMaterial.objects.values_list("pk",flat=True))
    MaterialVersion.objects.bulk_create([MaterialVersion(material_id=pk,number=1,revision_id=pk,metadata={},digest="0",approved_at=now) for pk in ids],batch_size=2000)
    with connection.cursor() as c: c.execute("update repository_catalogue_learningmaterial set current_version_id=(select id from repository_catalogue_materialversion v where v.material_id=repository_catalogue_learningmaterial.id)")
    ShareGrant.objects.bulk_create([ShareGrant(material_id=pk,audience="members",valid_from=now-timedelta(days=1),granted_by=cast.librarian_a) for pk in ids[::3]]+[ShareGrant(material_id=pk,audience="public",valid_from=now-timedelta(days=1),granted_by=cast.librarian_a) for pk in ids[:40000:400]],batch_size=2000)
    with connection.cursor() as c: c.execute("analyze")
    home_page(shelf("Một", *LearningMaterial.objects.filter(pk__in=ids[:20])))
    for who in (cast.teacher_a, cast.pupil_a, None):
        c=client_of(who); c.get("/")
        ts=[]
        for _ in range(10):
            t=time.perf_counter(); c.get("/"); ts.append((time.perf_counter()-t)*1000)
        print("\n==",who,sorted(round(x) for x in ts))
        from django.test.utils import CaptureQueriesContext
        with CaptureQueriesContext(connection) as q: c.get("/")
        for x in q.captured_queries:
            if float(x["time"])>0.01: print("==",x["time"], x["sql"][:150].replace("\n"," "))
