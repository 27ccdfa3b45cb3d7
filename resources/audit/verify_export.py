#!/usr/bin/env python3
"""Verify an exported audit log with Python's standard library alone: python3 verify_export.py FILE [PUBLIC_KEY]

Ed25519 as in RFC 8032, section 5.1 (verification only). Prints what it found; exit code 0 genuine, 1 changed, 2 none.
Part of Secretaire, AGPL-3.0-or-later; copy it wherever an auditor needs it.
"""

import hashlib
import json
import sys

FORMAT = "secretaire audit export 1"
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point = add(point, point)
        scalar >>= 1
    return result


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


def verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r, s = decompress(public), decompress(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    one, other = times(s, BASE), add(r, times(h, a))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def main(arguments):
    try:
        with open(arguments[0], encoding="utf-8") as file:
            lines = [json.loads(line) for line in file if line.strip()]
        head, entries, last = lines[0], lines[1:-1], lines[-1]
        if head["format"] != FORMAT:
            raise ValueError("another format")
        public, signature = bytes.fromhex(head["public_key"]), bytes.fromhex(last["signature"])
        chain, genuine = hashlib.sha256(canonical(head)).digest(), last["entries"] == len(entries)
        for place, entry in enumerate(entries):
            told = entry.pop("hash")
            chain = hashlib.sha256(chain + canonical(entry)).digest()
            if genuine and told != chain.hex():
                print(f"CHANGED: entry {place} or what stands before it is not what was signed")
                genuine = False
    except (OSError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        print(f"NO EXPORT: {type(error).__name__}")
        return 2
    signed = f"{FORMAT}\n{len(entries)}\n".encode() + chain
    if not verify(public, signed, signature) or not genuine:
        print("CHANGED: the signature does not fit")
        return 1
    if len(arguments) > 1 and arguments[1].lower() != head["public_key"]:
        print("OTHER KEY: genuine, but signed by another vault's key")
        return 1
    print(f"GENUINE: {len(entries)} entries of vault {head['vault']}, signed by {head['public_key']}")
    if len(arguments) < 2:
        print("Nobody has vouched for this key: compare it with the one the vault's owner tells you.")
    log = head["log"]
    if log["fault"]:
        print(f"But the log itself was found {log['fault']} at entry {log['broken']} when it was exported.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]) if len(sys.argv) in (2, 3) else __doc__)
