"""Shared by the Python sides: untimed repetitions for two seconds, then the timed ones, as Peers.cs does."""
import time


def timed(repetitions, work, warm_up=2.0):
    begin = time.perf_counter()
    while time.perf_counter() - begin < warm_up:
        work()
    seconds = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return seconds
