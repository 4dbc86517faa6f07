"""The sample workbooks: a group of each kind in two years, always the same.

    python -m actions.samples            writes all of them
    python -m actions.samples vsla       writes one

What happened in each is told in a file of its own, and recorded by the same actions as everything else.
"""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from actions import sample, sample_chama, sample_sacco, sample_vsla
from sheets.sample import PLACES

WRITERS: Mapping[str, Callable[[Path], None]] = {
    'shg': sample.write_sample,
    'chama': sample_chama.write_sample,
    'vsla': sample_vsla.write_sample,
    'sacco': sample_sacco.write_sample,
}

if __name__ == '__main__':
    for kind in sys.argv[1:] or WRITERS:
        WRITERS[kind](PLACES[kind])
