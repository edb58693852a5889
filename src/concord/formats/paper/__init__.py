"""Papers: what a paper is made of, whatever file it becomes (`formats/docx`, `formats/pdf`) or page that shows it."""
