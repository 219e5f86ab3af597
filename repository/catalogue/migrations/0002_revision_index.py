"""An index for "the latest revision of this work": Wagtail's own covers only the object (Wagtail #13547)."""

from django.db import migrations

CREATE = (
    "CREATE INDEX hoclieu_revision_latest ON wagtailcore_revision "
    "(base_content_type_id, object_id, created_at DESC, id DESC)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("repository_catalogue", "0001_initial"),
        ("wagtailcore", "0091_remove_revision_submitted_for_moderation"),
    ]

    operations = [migrations.RunSQL(CREATE, "DROP INDEX hoclieu_revision_latest")]
