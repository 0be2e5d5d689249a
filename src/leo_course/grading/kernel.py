"""Starts a Jupyter kernel within limits; run as ``python -m leo_course.grading.kernel -f FILE``.

The limit of memory comes in the environment variable ``LEO_KERNEL_MEMORY`` (bytes of address
space) and is set here, before the first line of a learner is run, where the system has such
limits (not on Windows).
"""

import contextlib
import os


def limit(memory: int):
    """Set what this process and those it starts may use; POSIX only."""
    import resource

    for kind, most in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        with contextlib.suppress(ValueError, OSError):  # macOS refuses some
            resource.setrlimit(kind, (most, most))


def main():
    """Set the limits and become a kernel."""
    memory = int(os.environ.pop("LEO_KERNEL_MEMORY", "0"))
    if memory and os.name == "posix":
        limit(memory)
    from ipykernel import kernelapp

    kernelapp.launch_new_instance()


if __name__ == "__main__":
    main()
