#!/usr/bin/env python3
"""Measure groups of texts beside scikit-learn's NMF and LDA.

    go run ./bench/discover -text text -label theme FILE… > groups.jsonl
    python3 compare.py groups.jsonl …

Each method makes as many groups as there are labels, and a text belongs to the
topic that weighs most in it. The peers get Verbatim's tokens; those of them that
Verbatim groups by, without its stop words; and tokens of their own: scikit-learn's
for English, with its stop words; one and two characters for Japanese, which it
cannot cut. NMF is tried with both of its losses. With --fast the slow ones are left
out: NMF of Kullback-Leibler, and LDA.

The exit code is 0 when Verbatim is at least as good as the best of all of them on
both measures, 1 when it is not, and 77 when a library is missing.
"""

import json
import sys
import time
import warnings

try:
    import numpy
    from sklearn.decomposition import NMF, LatentDirichletAllocation
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer
    from sklearn.metrics import normalized_mutual_info_score
except ImportError as missing:
    print(f"skipped: {missing}; pip install -r requirements.txt")
    sys.exit(77)


def main(arguments):
    warnings.simplefilter("ignore")  # of NMF that stops at its limit of rounds
    fast = "--fast" in arguments
    good = True
    for path in (a for a in arguments if a != "--fast"):
        with open(path, encoding="utf-8") as file:
            rows = sorted((json.loads(line) for line in file), key=lambda row: (row["text"], row["label"]))
        good &= compare(path, rows, fast)
    return 0 if good else 1


def compare(path, rows, fast):
    labels = [row["label"] for row in rows]
    topics = len(set(labels))
    print(f"\n{path}: {len(rows)} texts, {topics} labels\n")
    print("| method | tokens | NMI | purity | s |\n| --- | --- | ---: | ---: | ---: |")
    ours = measure(labels, [row["theme"] for row in rows])
    show("verbatim", "Verbatim", ours, None)
    best = [0, 0]
    for tokens, options, texts in vocabularies(rows):
        for name, model, vectorizer in peers(topics, options, fast):
            start = time.time()
            found = model.fit_transform(vectorizer.fit_transform(texts)).argmax(axis=1)
            figures = measure(labels, found)
            show(name, tokens, figures, time.time() - start)
            best = [max(pair) for pair in zip(best, figures)]
    return all(mine >= other for mine, other in zip(ours, best))


def show(name, tokens, figures, seconds):
    took = "" if seconds is None else f"{seconds:.0f}"
    print(f"| {name} | {tokens} | {figures[0]:.3f} | {figures[1]:.3f} | {took} |", flush=True)


def vocabularies(rows):
    """Yields a name, options of the vectorizer and the texts."""
    tokens = [row["tokens"] for row in rows]
    texts = [row["text"] for row in rows]
    yield "Verbatim, without stop words", {"analyzer": lambda words: words}, [row["words"] for row in rows]
    yield "Verbatim", {"analyzer": lambda words: words}, tokens
    if any("\u3040" <= character <= "\u30ff" for text in texts[:100] for character in text):
        yield "characters", {"analyzer": "char", "ngram_range": (1, 2)}, texts
        return
    yield "scikit-learn, without stop words", {"stop_words": "english"}, texts


def peers(topics, options, fast):
    options = {"min_df": 2, "max_df": 0.95, **options}
    yield "NMF", NMF(topics, init="nndsvd", random_state=0, max_iter=300), TfidfVectorizer(**options)
    if fast:
        return
    yield (
        "NMF, KL",
        NMF(topics, init="nndsvda", beta_loss="kullback-leibler", solver="mu", random_state=0, max_iter=300),
        TfidfVectorizer(**options),
    )
    yield "LDA", LatentDirichletAllocation(topics, learning_method="online", random_state=0), CountVectorizer(**options)


def measure(labels, groups):
    """Returns normalised mutual information (arithmetic mean) and purity."""
    _, truth = numpy.unique(labels, return_inverse=True)
    _, found = numpy.unique(groups, return_inverse=True)
    counts = numpy.zeros((found.max() + 1, truth.max() + 1), dtype=int)
    numpy.add.at(counts, (found, truth), 1)
    return normalized_mutual_info_score(truth, found), counts.max(axis=1).sum() / len(truth)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
