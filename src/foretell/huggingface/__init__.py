"""Runs as Hugging Face folders: out to whatever reads a Llama, and in again."""

from foretell.huggingface.export_run import export_run
from foretell.huggingface.folder import model_folder
from foretell.huggingface.import_run import ImportRun, import_run
from foretell.huggingface.tokenizer import check_same_tokenizer, same_tokenizer

__all__ = ["ImportRun", "check_same_tokenizer", "export_run", "import_run", "model_folder", "same_tokenizer"]
