"""The release rule written for other engines: the same facts, labels and seats, in the words of each."""
