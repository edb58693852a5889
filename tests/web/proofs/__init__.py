"""What is proved of all pages at once, by walking them: nothing withheld, nothing inaccessible, nothing undescribed."""
