"""What paper comes out? Facts become a context of primitives, then DOCX and PDF."""
