"""Writes src/Probity.Learning/Featurizing/nfkc.txt, the tables of normalisation form KC, from the Unicode data that Python carries."""
import sys, unicodedata

points = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000 and not 0xAC00 <= c <= 0xD7A3]   # Hangul syllables are computed
decompositions, classes, compositions = [], [], []
for c in points:
    whole = unicodedata.normalize("NFKD", chr(c))
    if whole != chr(c):
        decompositions.append(f"{c:X} " + " ".join(f"{ord(part):X}" for part in whole))
    if unicodedata.combining(chr(c)):
        classes.append(f"{c:X} {unicodedata.combining(chr(c))}")
    own = unicodedata.decomposition(chr(c)).split()
    if len(own) == 2 and not own[0].startswith("<"):
        pair = chr(int(own[0], 16)) + chr(int(own[1], 16))
        if unicodedata.normalize("NFC", pair) == chr(c):
            compositions.append(f"{c:X} {ord(pair[0]):X} {ord(pair[1]):X}")
with open("src/Probity.Learning/Featurizing/nfkc.txt", "w", encoding="ascii", newline="\n") as out:
    out.write(f"# Unicode {unicodedata.unidata_version}, written by eng/nfkc.py. Copyright Unicode, Inc.; Unicode License v3.\n")
    for name, lines in [("decompositions", decompositions), ("classes", classes), ("compositions", compositions)]:
        out.write(f"= {name} {len(lines)}\n" + "".join(line + "\n" for line in lines))
