"""Writes src/defenses/wavelet/filters-data.ts from PyWavelets (MIT): python3 scripts/wavelet-filters.py > that file.

Orthogonal families keep their low-pass analysis filter only: the other three follow from it. Biorthogonal ones keep the
low-pass filters of both banks. Checked with PyWavelets 1.1.1 (Debian 12, package python3-pywt).
"""
import pywt

ORTHOGONAL = [f"db{n}" for n in range(1, 11)] + [f"sym{n}" for n in range(2, 11)] + [f"coif{n}" for n in range(1, 6)]
BIORTHOGONAL = ["bior1.3", "bior2.2", "bior4.4"]


def row(values):
    return "[" + ", ".join(repr(v) for v in values) + "]"


print(f"// Written by scripts/wavelet-filters.py from PyWavelets {pywt.__version__}.")
print()
print("/** Low-pass analysis filters of the orthogonal wavelets. */")
print("export const orthogonalFilters = {")
for name in ORTHOGONAL:
    print(f"  {name}: {row(pywt.Wavelet(name).dec_lo)},")
print("} as const;")
print()
print("/** Low-pass filters of the biorthogonal wavelets: analysis, synthesis. */")
print("export const biorthogonalFilters = {")
for name in BIORTHOGONAL:
    w = pywt.Wavelet(name)
    print(f"  '{name}': [{row(w.dec_lo)}, {row(w.rec_lo)}],")
print("} as const;")
