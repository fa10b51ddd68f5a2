"""Shared by the Python sides: untimed repetitions for two seconds, then the timed ones, as Peers.cs does."""
import time


def timed(repetitions, work, warm_up=2.0, processor=False):
    """With `processor` the time of all threads of this process, which a busy machine disturbs less."""
    clock = time.process_time if processor else time.perf_counter
    begin = time.perf_counter()
    while time.perf_counter() - begin < warm_up:
        work()
    seconds = []
    for _ in range(repetitions):
        start = clock()
        work()
        seconds.append(clock() - start)
    return seconds
