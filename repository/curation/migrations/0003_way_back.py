"""Forward nothing. Back again, open rounds go to the step of the chain in force that does the same, and ended steps go.

A step of its own: a database with pending rows changes no tables.
"""

from django.db import migrations


def to_the_chain_in_force(apps, schema_editor):
    Step = apps.get_model("repository_curation", "ReviewStep")
    Round = apps.get_model("repository_curation", "ReviewRound")
    for review_round in Round.objects.filter(step__ended_at__isnull=False).select_related("step"):
        standing = Step.objects.filter(kind=review_round.kind, ended_at__isnull=True)
        own = standing.filter(organisation=review_round.organisation_id)
        chain = list((own if own.exists() else standing.filter(organisation__isnull=True)).order_by("order"))
        same = [step for step in chain if step.code == review_round.step.code]
        review_round.step = (same or chain)[0]
        review_round.save(update_fields=["step"])
    Step.objects.filter(ended_at__isnull=False).delete()


class Migration(migrations.Migration):

    dependencies = [
        ('repository_curation', '0002_chains'),
    ]

    operations = [migrations.RunPython(migrations.RunPython.noop, to_the_chain_in_force)]
