"""The house keeps its shape: layers, a kernel that needs nothing, short files, rules that are cited."""
