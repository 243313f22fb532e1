"""Why a model does not start in the embedded engine, told from its exit code and its log."""

from pathlib import Path

from llm.errors import EmbeddedUnavailable

_LOG_LINES = 15
_LOG_BYTES = 8192

_KILLED = {-9, 137}
_NO_SUCH_INSTRUCTION = {-4, 132, 0xC000001D, 0xC000001D - 2**32}
_NO_MEMORY = (
    "insufficient memory",
    "failed to allocate",
    "unable to allocate",
    "cannot allocate",
    "out of memory",
    "bad_alloc",
)
_UNKNOWN_KIND = ("unknown model architecture", "unknown pre-tokenizer", "only supports up to version")
_DAMAGED = ("corrupted or incomplete", "invalid magic", "failed to read header", "failed to read tensor")
_NOT_INSTALLED = ("no module named 'xllamacpp'", "dll load failed", "cannot open shared object")


def start_failure(model: str, path: Path, code: int, log_file: Path) -> EmbeddedUnavailable:
    """Return the error of a child that ended before it served; `server_words` has the end of its log."""
    words = last_lines(log_file)
    message, remedy = _told(model, path.name, code, words.lower())
    return EmbeddedUnavailable(
        message,
        remedy or f"Its log is {log_file}. LM Studio or Ollama can be used in its place.",
        server_words=words,
        endpoint="embedded",
        model=model,
    )


def _told(model: str, file: str, code: int, log: str) -> tuple[str, str]:
    def said(texts: tuple[str, ...]) -> bool:
        return any(text in log for text in texts)

    if said(_NOT_INSTALLED):
        return "The embedded engine cannot be loaded on this machine.", "Start LM Studio or Ollama."
    if code in _NO_SUCH_INSTRUCTION:
        return (
            "The embedded engine needs a newer processor than this machine has.",
            "Start LM Studio or Ollama.",
        )
    if code in _KILLED or said(_NO_MEMORY):
        return (
            f"There is probably not enough memory for {model}.",
            "Close other programs, or use a smaller model or quantization (Q4_K_M).",
        )
    if said(_UNKNOWN_KIND):
        return (
            f"The embedded engine does not know the kind of model in {file}.",
            "Use another GGUF file, or serve this one with LM Studio or Ollama.",
        )
    if said(_DAMAGED):
        return f"{file} is damaged or not complete.", "Download the file again."
    return f"The embedded engine ended with code {code} while loading {model}.", ""


def last_lines(log_file: Path) -> str:
    """Return the end of a log, nothing where there is none."""
    try:
        with log_file.open("rb") as log:
            log.seek(max(0, log_file.stat().st_size - _LOG_BYTES))
            return "\n".join(log.read().decode(errors="replace").splitlines()[-_LOG_LINES:])
    except OSError:
        return ""
