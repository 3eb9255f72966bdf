"""Kit: one transformer, its start and its loss; its parameters and FLOPs (torch-free)."""
