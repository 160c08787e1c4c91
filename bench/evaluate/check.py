#!/usr/bin/env python3
"""Check the figures of verbatim evaluate against scikit-learn.

    verbatim evaluate --gold FILE … --json --items > evaluation.json
    python3 check.py evaluation.json

Every figure is computed again by scikit-learn from the outcomes that --items
tells, and must agree to 1e-9; the intervals of micro F1 and accuracy are
compared with a bootstrap by NumPy, within a third of their width. The exit
code is 0 when all agree, 1 when something differs, and 77 when a library is
missing.
"""

import json
import math
import sys
import warnings

try:
    import numpy
    from sklearn import metrics
except ImportError as missing:
    print(f"skipped: {missing}; pip install -r requirements.txt")
    sys.exit(77)

TOLERANCE = 1e-9


def main(path):
    warnings.simplefilter("ignore")  # of figures that are not defined: they are compared as null
    with open(path, encoding="utf-8") as file:
        evaluation = json.load(file)
    checks = Checks()
    for name in ("themes", "routes"):
        if name in evaluation:
            check_sets(checks, name, evaluation[name], evaluation["bootstrap"])
    for name in ("sentiment", "intent", "negation"):
        if name in evaluation:
            check_pairs(checks, name, evaluation[name], evaluation["bootstrap"])
    for line in checks.wrong[:20]:
        print(line)
    print(f"{checks.count} figures: {len(checks.wrong)} differences")
    return 1 if checks.wrong or not checks.count else 0


class Checks:
    """Counts what was compared, and keeps what differs."""

    def __init__(self):
        self.count = 0
        self.wrong = []

    def same(self, where, found, want):
        """Compares a figure; null stands for one that is not defined."""
        self.count += 1
        found = math.nan if found is None else found
        if not (math.isnan(found) and math.isnan(want)) and not abs(found - want) <= TOLERANCE:
            self.wrong.append(f"{where}: {found!r}, scikit-learn has {float(want)!r}")

    def scores(self, where, found, want):
        for key, value in zip(("precision", "recall", "f1"), want):
            self.same(f"{where} {key}", found[key]["value"], value)

    def near(self, where, found, samples):
        """Compares an interval with the quantiles of other samples."""
        self.count += 1
        low, high = numpy.quantile(samples, (0.025, 0.975))
        slack = (high - low) / 3 + 1e-3
        if abs(found["low"] - low) > slack or abs(found["high"] - high) > slack:
            self.wrong.append(f"{where}: {found['low']:.4f} to {found['high']:.4f}, NumPy has {low:.4f} to {high:.4f}")


def check_sets(checks, name, report, resamples):
    """Checks a report of items with several classes each."""
    names = [c["name"] for c in report["classes"]]
    items = report.get("outcomes", [])
    if not items:
        checks.same(f"{name} items", report["items"], 0)
        return
    gold = numpy.array([[c in i["gold"] for c in names] for i in items])
    found = numpy.array([[c in i["predicted"] for c in names] for i in items])
    judged = numpy.array([[i["judged"] is None or c in i["judged"] for c in names] for i in items])
    support = gold.sum(axis=0)
    checks.same(f"{name} items", report["items"], len(items))
    per_class, kappas = [], []
    for at, c in enumerate(report["classes"]):
        rows = judged[:, at]
        where = f"{name} {c['name']}"
        y, p = gold[rows, at], found[rows, at]
        scores = binary(y, p)
        per_class.append(scores)
        checks.scores(where, c, scores)
        check_counts(checks, where, c, y, p)
        kappas.append(kappa(y, p))
        checks.same(f"{where} kappa", c["kappa"]["value"], kappas[-1])
    per_class, kappas = numpy.array(per_class), numpy.array(kappas)
    known = support > 0
    if known.any():
        checks.scores(f"{name} macro", report["macro"], per_class[known].mean(axis=0))
        checks.scores(f"{name} weighted", report["weighted"], numpy.average(per_class[known], axis=0, weights=support[known]))
    checks.scores(f"{name} micro", report["micro"], binary(gold[judged], found[judged]))
    defined = known & ~numpy.isnan(kappas)
    checks.same(f"{name} kappa", report["kappa"]["value"], kappas[defined].mean() if defined.any() else math.nan)
    checks.same(f"{name} exact match", report["exact_match"]["value"], metrics.accuracy_score(gold, found))
    checks.same(f"{name} hamming loss", report["hamming_loss"]["value"], metrics.zero_one_loss(gold[judged], found[judged]))
    checks.same(f"{name} coverage", report["coverage"]["value"], found.any(axis=1).mean())
    if judged.all():
        check_averages(checks, name, report, gold, found, numpy.flatnonzero(known))
    if resamples and len(items) >= 100:
        checks.near(f"{name} micro f1", report["micro"]["f1"], bootstrap(gold & judged, found & judged))


def check_averages(checks, name, report, gold, found, known):
    """Checks the means by scikit-learn's own averages, where no pair is left out."""
    checks.same(f"{name} hamming_loss", report["hamming_loss"]["value"], metrics.hamming_loss(gold, found))
    for average in ("micro", "macro", "weighted"):
        labels = None if average == "micro" else known
        if labels is not None and not len(labels):
            continue
        scores = metrics.precision_recall_fscore_support(gold, found, labels=labels, average=average, zero_division=0)
        checks.scores(f"{name} average={average}", report[average], scores[:3])


def check_pairs(checks, name, report, resamples):
    """Checks a comparison of pairs with one class each."""
    names = [c["name"] for c in report["classes"]]
    pairs = report.get("outcomes", [])
    checks.same(f"{name} items", report["items"], len(pairs))
    if not pairs:
        return
    gold = numpy.array([p["gold"] for p in pairs])
    found = numpy.array([p["predicted"] for p in pairs])
    known = [n for n in names if n in set(gold)]
    for at, scores in enumerate(zip(*metrics.precision_recall_fscore_support(gold, found, labels=names, zero_division=0))):
        checks.scores(f"{name} {names[at]}", report["classes"][at], scores[:3])
        checks.same(f"{name} {names[at]} support", report["classes"][at]["support"], scores[3])
    for average in ("macro", "weighted"):
        scores = metrics.precision_recall_fscore_support(gold, found, labels=known, average=average, zero_division=0)
        checks.scores(f"{name} {average}", report[average], scores[:3])
    matrix = metrics.confusion_matrix(gold, found, labels=names)
    for at, row in enumerate(report["matrix"]):
        for to, count in enumerate(row):
            checks.same(f"{name} {names[at]} taken for {names[to]}", count, matrix[at][to])
    checks.same(f"{name} accuracy", report["exact_match"]["value"], metrics.accuracy_score(gold, found))
    checks.same(f"{name} kappa", report["kappa"]["value"], kappa(gold, found))
    if resamples and len(pairs) >= 100:
        right = gold == found
        draws = numpy.random.default_rng(7).integers(len(right), size=(1000, len(right)))
        checks.near(f"{name} accuracy", report["exact_match"], right[draws].mean(axis=1))


def check_counts(checks, where, found, gold, predicted):
    matrix = metrics.confusion_matrix(gold, predicted, labels=[False, True]) if len(gold) else numpy.zeros((2, 2))
    tn, fp, fn, tp = matrix.ravel()
    for key, value in (("tp", tp), ("fp", fp), ("fn", fn), ("tn", tn)):
        checks.same(f"{where} {key}", found[key], value)


def binary(gold, found):
    """Returns precision, recall and F1 of the class True; 0 of nothing."""
    if len(gold) == 0:
        return 0.0, 0.0, 0.0
    return metrics.precision_recall_fscore_support(gold, found, labels=[True], average="macro", zero_division=0)[:3]


def kappa(gold, found):
    """Returns Cohen's kappa, or NaN where both always say the same."""
    return metrics.cohen_kappa_score(gold, found) if len(gold) else math.nan


def bootstrap(gold, found):
    """Returns micro F1 of 1,000 samples of the items."""
    counts = numpy.stack([(gold & found).sum(axis=1), (gold | found).sum(axis=1) - (gold & found).sum(axis=1)])
    draws = numpy.random.default_rng(7).integers(len(gold), size=(1000, len(gold)))
    right, wrong = counts[0][draws].sum(axis=1), counts[1][draws].sum(axis=1)
    return 2 * right / numpy.maximum(2 * right + wrong, 1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
