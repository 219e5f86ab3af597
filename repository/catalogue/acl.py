"""Access tokens of search documents: the same rule as `LearningMaterialQuerySet.visible_to`, said in tokens.

Which token a person holds is said in `repository.organisations.viewer`.
"""

from __future__ import annotations

from repository.catalogue.models import Audience, LearningMaterial, MaterialState, ShareGrant

_AUDIENCE_TOKEN = {
    Audience.UNIT: "org:{unit}",
    Audience.UNIT_BELOW: "sub:{unit}",
    Audience.GROUP: "group:{group}",
    Audience.MEMBERS: "members",
    Audience.PUBLIC: "public",
}


def published_tokens(material: LearningMaterial, grants: list[ShareGrant]) -> list[str]:
    """Tokens of the published document; empty when nothing is published. `grants`: those in force now."""
    if not material.is_published or material.state == MaterialState.WITHDRAWN:
        return []
    tokens = {f"org:{material.owner_org_id}", f"staff:{material.owner_org_id}"}
    tokens.update(grant_token(grant) for grant in grants)
    return sorted(tokens)


def draft_tokens(material: LearningMaterial) -> list[str]:
    """Tokens of the document of the work in progress: its author and, once sent for review, those who watch over it."""
    if material.deleted_at is not None or material.state == MaterialState.WITHDRAWN:
        return []
    tokens = {f"user:{material.created_by_id}@{material.owner_org_id}"}
    if material.state != MaterialState.DRAFT:
        tokens.add(f"staff:{material.owner_org_id}")
        if material.subject_group_id:
            tokens.add(f"staff:{material.subject_group_id}")
    return sorted(tokens)


def grant_token(grant: ShareGrant) -> str:
    """The token of one grant's audience."""
    return _AUDIENCE_TOKEN[Audience(grant.audience)].format(unit=grant.unit_id, group=grant.group_id)
