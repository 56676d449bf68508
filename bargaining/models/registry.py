"""Every row class, imported once, so that the metadata is whole."""

from __future__ import annotations

from bargaining.models import (
    agreed_post,
    assignment,
    audit_entry,
    case,
    case_event,
    case_seen,
    chain_head,
    contact_way,
    coverage_target,
    deadline,
    delivery,
    dispatch,
    enterprise,
    enterprise_contact,
    form_draft,
    handover,
    industry,
    issued_paper,
    job_run,
    law_change,
    law_entry,
    long_job,
    office_setting,
    pay_check,
    person,
    photo,
    place,
    private_note,
    register_change,
    reminder,
    stored_file,
    union_body,
    user,
    wage_opening,
    wage_table,
)
from bargaining.models.base import Base

ROWS = (
    agreed_post, assignment, audit_entry, case, case_event, case_seen, chain_head, contact_way,
    coverage_target, deadline, delivery, dispatch, enterprise, enterprise_contact, form_draft,
    handover, industry, issued_paper, job_run, law_change, law_entry, long_job, office_setting,
    pay_check, person, photo, place, private_note, register_change, reminder, stored_file,
    union_body, user, wage_opening, wage_table,
)  # fmt: skip
METADATA = Base.metadata
