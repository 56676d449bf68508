"""Every row class, imported once, so that the metadata is whole."""

from __future__ import annotations

from bargaining.models import (
    assignment,
    audit_entry,
    case,
    case_event,
    chain_head,
    deadline,
    enterprise,
    industry,
    issued_paper,
    job_run,
    law_entry,
    person,
    place,
    register_change,
    stored_file,
    union_body,
    user,
    wage_table,
)
from bargaining.models.base import Base

ROWS = (
    assignment, audit_entry, case, case_event, chain_head, deadline, enterprise, industry,
    issued_paper, job_run, law_entry, person, place, register_change, stored_file, union_body,
    user, wage_table,
)  # fmt: skip
METADATA = Base.metadata
