"""Times leidenalg and NetworKit on a graph that the bench wrote, and counts modularity of all partitions by one function.

usage: leiden_peers.py FOLDER JOB   with JOB one of leidenalg, leidenalg-converged, networkit, or the name of a partition's .npy
FOLDER holds offsets.npy, neighbours.npy, weights.npy. Prints one line of JSON.
"""
import json
import sys
import time

import numpy as np


def edges(folder):
    """Each undirected edge once, the larger weight where both rows have it; no loops."""
    offsets = np.load(f"{folder}/offsets.npy").astype(np.int64)
    neighbours = np.load(f"{folder}/neighbours.npy").astype(np.int64)
    weights = np.load(f"{folder}/weights.npy")
    rows = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    low, high = np.minimum(rows, neighbours), np.maximum(rows, neighbours)
    keys = low * (len(offsets) - 1) + high
    order = np.argsort(keys, kind="stable")
    order = order[(low != high)[order]]
    firsts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    chosen = order[firsts]
    return len(offsets) - 1, low[chosen], high[chosen], np.maximum.reduceat(weights[order], firsts).astype(np.float64)


def modularity(count, low, high, weights, communities):
    total = weights.sum()
    strengths = np.bincount(low, weights, count) + np.bincount(high, weights, count)
    inside = weights[communities[low] == communities[high]].sum() / total
    return float(inside - np.sum((np.bincount(communities, strengths) / (2 * total)) ** 2))


def run_leidenalg(count, low, high, weights, iterations):
    import igraph
    import leidenalg

    graph = igraph.Graph(n=count, edges=np.column_stack([low, high]))
    graph.es["weight"] = weights
    started = time.perf_counter()
    found = leidenalg.find_partition(
        graph, leidenalg.ModularityVertexPartition, weights="weight", n_iterations=iterations, seed=1
    )
    seconds = time.perf_counter() - started
    return seconds, np.array(found.membership), f"leidenalg {leidenalg.version}, 1 thread"


def run_networkit(count, low, high, weights):
    import networkit

    graph = networkit.GraphFromCoo((weights, (low, high)), n=count, weighted=True, directed=False)
    networkit.setSeed(1, False)
    started = time.perf_counter()
    algorithm = networkit.community.ParallelLeiden(graph)
    algorithm.run()
    seconds = time.perf_counter() - started
    found = algorithm.getPartition()
    found.compact()
    threads = networkit.getMaxNumberOfThreads()
    return seconds, np.array(found.getVector()), f"NetworKit {networkit.__version__}, {threads} threads"


def main():
    folder, job = sys.argv[1:]
    count, low, high, weights = edges(folder)
    seconds, name = 0.0, job
    if job == "leidenalg":
        seconds, communities, name = run_leidenalg(count, low, high, weights, 2)
    elif job == "leidenalg-converged":
        seconds, communities, name = run_leidenalg(count, low, high, weights, -1)
    elif job == "networkit":
        seconds, communities, name = run_networkit(count, low, high, weights)
    else:
        communities = np.load(f"{folder}/{job}.npy").astype(np.int64)
    print(json.dumps({
        "name": name,
        "seconds": seconds,
        "modularity": modularity(count, low, high, weights, communities),
        "communities": int(communities.max()) + 1,
        "edges": len(low),
    }))


main()
