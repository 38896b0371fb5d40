"""Rebuilds the static embedding table from a sentence encoder; scripts/distill runs it, docs/understanding-model.md tells of it."""

import argparse
import gzip
import hashlib
import json
import pathlib
import re
import struct
import time
import unicodedata

import numpy as np

DIMENSION = 256
SIF = 1e-3
MAXIMUM_PIECES = 128
HELD_OUT = 0.02
CONFORMANCE = [
    "Wireless mouse", "cordless mouse for my laptop", "Café crème 2x 250g", "two large pizzas, no onions",
    "where is my order?", "unaffable snagless cat5e", "smartphone case", "phone cover",
]


class Tokenizer:
    """BERT's uncased WordPiece, as Sources/Language/Vectors/WordPieceTokenizer.swift has it."""

    def __init__(self, vocabulary):
        self.pieces = vocabulary
        self.ids = {piece: number for number, piece in enumerate(vocabulary)}
        self.unknown = self.ids["[UNK]"]

    def words(self, text):
        text = "".join(c for c in text if c in "\t\n\r" or unicodedata.category(c)[0] != "C")
        text = unicodedata.normalize("NFD", text.lower())
        text = "".join(c for c in text if unicodedata.category(c) != "Mn")
        out = []
        for chunk in text.split():
            word = ""
            for c in chunk:
                if self.stands_alone(c):
                    out += [word, c] if word else [c]
                    word = ""
                else:
                    word += c
            if word:
                out.append(word)
        return out

    @staticmethod
    def stands_alone(c):
        code = ord(c)
        ascii_mark = 33 <= code <= 47 or 58 <= code <= 64 or 91 <= code <= 96 or 123 <= code <= 126
        cjk = 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or 0xF900 <= code <= 0xFAFF or code >= 0x20000
        return ascii_mark or cjk or unicodedata.category(c)[0] == "P"

    def split(self, word):
        if len(word) > 100:
            return [self.unknown]
        start, out = 0, []
        while start < len(word):
            for end in range(len(word), start, -1):
                piece = self.ids.get(("##" if start else "") + word[start:end])
                if piece is not None:
                    break
            else:
                return [self.unknown]
            out.append(piece)
            start = end
        return out

    def encode(self, text):
        return [piece for word in self.words(text) for piece in self.split(word)][:MAXIMUM_PIECES]


class Teacher:
    """A BERT encoder with mean pooling, run by numpy alone."""

    def __init__(self, folder):
        self.settings = json.loads((folder / "config.json").read_text())
        self.tensors = read_safetensors(folder / "model.safetensors")
        self.heads = self.settings["num_attention_heads"]

    def __call__(self, batch, special):
        """Sentence vectors and the states of the last layer for texts of one length, given as rows of ids."""
        ids = np.concatenate(
            [np.full((len(batch), 1), special[0]), batch, np.full((len(batch), 1), special[1])], axis=1)
        t = self.tensors
        x = t["embeddings.word_embeddings.weight"][ids] + t["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self.norm(x + t["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        for layer in range(self.settings["num_hidden_layers"]):
            x = self.layer(x, f"encoder.layer.{layer}.")
        mean = x.mean(axis=1)
        return mean / np.linalg.norm(mean, axis=1, keepdims=True), x

    def layer(self, x, name):
        rows, length, width = x.shape
        def split(part):
            return self.dense(x, f"{name}attention.self.{part}").reshape(
                rows, length, self.heads, width // self.heads).transpose(0, 2, 1, 3)
        scores = split("query") @ split("key").transpose(0, 1, 3, 2) / np.float32(np.sqrt(width // self.heads))
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        mixed = (scores / scores.sum(axis=-1, keepdims=True)) @ split("value")
        mixed = mixed.transpose(0, 2, 1, 3).reshape(rows, length, width)
        x = self.norm(x + self.dense(mixed, name + "attention.output.dense"), name + "attention.output.LayerNorm")
        inner = gelu(self.dense(x, name + "intermediate.dense"))
        return self.norm(x + self.dense(inner, name + "output.dense"), name + "output.LayerNorm")

    def dense(self, x, name):
        return x @ self.tensors[name + ".weight"].T + self.tensors[name + ".bias"]

    def norm(self, x, name):
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(self.settings["layer_norm_eps"]))
        return x * self.tensors[name + ".weight"] + self.tensors[name + ".bias"]


def gelu(x):
    # The tanh form: off by less than 1e-3 from the exact one, and numpy has no error function.
    return 0.5 * x * (1 + np.tanh(np.float32(0.7978845608) * (x + np.float32(0.044715) * x * x * x)))


def read_safetensors(path):
    data = path.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    out = {}
    for name, entry in json.loads(data[8 : 8 + length]).items():
        if name == "__metadata__":
            continue
        if entry["dtype"] not in ("F32", "I64"):
            raise SystemExit(f"{path}: {name} is {entry['dtype']}, not F32")
        low, high = entry["data_offsets"]
        kind = "<f4" if entry["dtype"] == "F32" else "<i8"
        out[name.removeprefix("bert.")] = np.frombuffer(
            data, kind, offset=8 + length + low, count=(high - low) // np.dtype(kind).itemsize).reshape(entry["shape"])
    return out


def read_corpus(path, limit, seed):
    """Texts of a file, one a line; of a line with tabs the last column counts."""
    opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
    with opened as lines:
        texts = sorted({line.rstrip("\n").split("\t")[-1].strip() for line in lines} - {""})
    if not texts:
        raise SystemExit(f"{path} holds no text\nhint: one text a line, .gz or plain")
    order = np.random.default_rng(seed).permutation(len(texts))
    return [texts[number] for number in order[: limit or None]]


def fragments(texts, seed):
    """One to four neighbouring words of every text, so that short queries are met in training, too."""
    random = np.random.default_rng(seed)
    out = set()
    for text in texts:
        words = text.split()
        length = int(random.integers(1, 5))
        if len(words) > length:
            start = int(random.integers(0, len(words) - length + 1))
            out.add(" ".join(words[start : start + length]))
    return sorted(out)


def encode_all(teacher, tokenizer, encoded, note):
    """The teacher's vectors of all texts, in batches of one length."""
    special = (tokenizer.ids["[CLS]"], tokenizer.ids["[SEP]"])
    vectors = np.zeros((len(encoded), teacher.settings["hidden_size"]), np.float32)
    by_length = {}
    for number, ids in enumerate(encoded):
        by_length.setdefault(len(ids), []).append(number)
    for length, numbers in sorted(by_length.items()):
        step = max(8, 4096 // (length + 2))
        for start in range(0, len(numbers), step):
            part = numbers[start : start + step]
            vectors[part] = teacher(np.array([encoded[number] for number in part]), special)[0]
    note(f"{len(encoded)} texts through the teacher")
    return vectors


def readouts(teacher, tokenizer, note):
    """Three views of every word piece: the pooled vector of it alone, its own state, and its input row."""
    special = (tokenizer.ids["[CLS]"], tokenizer.ids["[SEP]"])
    count, width = len(tokenizer.pieces), teacher.settings["hidden_size"]
    out = np.zeros((count, 3 * width), np.float32)
    for start in range(0, count, 1024):
        ids = np.arange(start, min(start + 1024, count))
        pooled, states = teacher(ids[:, None], special)
        rows = teacher.tensors["embeddings.word_embeddings.weight"][ids]
        out[ids] = np.concatenate([unit(pooled), unit(states[:, 1]), unit(rows)], axis=1)
    note(f"{count} pieces read out")
    return out


def unit(rows):
    return rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)


class Bags:
    """Texts as bags of pieces, flat, so that sums over them need no loop."""

    def __init__(self, encoded):
        self.pieces = np.array([piece for ids in encoded for piece in ids])
        self.starts = np.cumsum([0] + [len(ids) for ids in encoded])

    def pick(self, numbers):
        sizes = self.starts[numbers + 1] - self.starts[numbers]
        places = np.repeat(self.starts[numbers] - np.concatenate([[0], np.cumsum(sizes)[:-1]]), sizes)
        return self.pieces[places + np.arange(sizes.sum())], np.repeat(np.arange(len(numbers)), sizes)

    def sums(self, rows, numbers):
        pieces, owners = self.pick(numbers)
        return np.add.reduceat(rows[pieces], np.searchsorted(owners, np.arange(len(numbers))), axis=0)


def ridge(views, bags, train, targets, strength):
    """The closed-form map from summed read-outs to the teacher's vectors."""
    width = views.shape[1]
    gram = np.zeros((width, width))
    cross = np.zeros((width, targets.shape[1]))
    for start in range(0, len(train), 4096):
        part = train[start : start + 4096]
        x = unit(bags.sums(views, part))
        gram += x.T @ x
        cross += x.T @ targets[part]
    return np.linalg.solve(gram + strength * np.eye(width), cross).astype(np.float32)


def held_out_cosine(rows, bags, numbers, targets):
    return float((unit(bags.sums(rows, numbers)) * targets[numbers]).sum(axis=1).mean())


def tune(rows, bags, train, held, targets, epochs, rate, seed, note):
    """Adam on one minus the cosine to the teacher; only rows met in a batch move."""
    random = np.random.default_rng(seed)
    first, second = np.zeros_like(rows), np.zeros_like(rows)
    steps = np.zeros(len(rows), np.int64)
    batch = 512
    total = max(1, epochs * ((len(train) + batch - 1) // batch))
    done = 0
    for epoch in range(epochs):
        order = random.permutation(train)
        for start in range(0, len(order), batch):
            numbers = order[start : start + batch]
            pieces, owners = bags.pick(numbers)
            sums = np.add.reduceat(rows[pieces], np.searchsorted(owners, np.arange(len(numbers))), axis=0)
            norms = np.maximum(np.linalg.norm(sums, axis=1, keepdims=True), 1e-9)
            units = sums / norms
            cosines = (units * targets[numbers]).sum(axis=1, keepdims=True)
            slopes = (cosines * units - targets[numbers]) / norms
            by_piece = np.argsort(pieces, kind="stable")
            met, starts = np.unique(pieces[by_piece], return_index=True)
            gradient = np.add.reduceat(slopes[owners[by_piece]], starts, axis=0)
            steps[met] += 1
            first[met] = 0.9 * first[met] + 0.1 * gradient
            second[met] = 0.999 * second[met] + 0.001 * gradient**2
            count = steps[met][:, None]
            pace = rate * (1 - done / total)
            rows[met] -= pace * (first[met] / (1 - 0.9**count)) / (
                np.sqrt(second[met] / (1 - 0.999**count)) + 1e-8)
            done += 1
        note(f"epoch {epoch + 1}: held-out cosine {held_out_cosine(rows, bags, held, targets):.4f}")
    return rows


def write(folder, tokenizer, rows, facts):
    folder.mkdir(parents=True, exist_ok=True)
    scales = np.maximum(np.abs(rows).max(axis=1), 1e-12).astype("<f4") / np.float32(127)
    values = np.clip(np.rint(rows / scales[:, None]), -127, 127).astype(np.int8)
    table = struct.pack("<4sIIII", b"SEMB", 1, len(rows), rows.shape[1], 1) + scales.tobytes() + values.tobytes()
    (folder / "static-256-int8.bin").write_bytes(table)
    (folder / "static-256-int8.vocab.txt").write_text("\n".join(tokenizer.pieces) + "\n", encoding="utf-8")
    stored = values * scales[:, None]
    sentences = [tokenizer.encode(text) for text in CONFORMANCE]
    vectors = unit(np.array([stored[ids].sum(axis=0) for ids in sentences]))
    facts |= {
        "layout": "magic 'SEMB', uint32 version=1, vocab, dim, flags(1 = token weights folded into rows); float32 "
        "scale[vocab]; int8 row[vocab][dim]; little endian, row major; value = int8 * scale[row]",
        "sentence": "sum of value rows over the pieces (repeats count), then L2 normalise; empty -> zero vector",
        "sha256": hashlib.sha256(table).hexdigest(),
        "conformance": [
            {"text": text, "ids": ids, "first8": [round(float(x), 5) for x in vector[:8]]}
            for text, ids, vector in zip(CONFORMANCE, sentences, vectors)
        ],
        "conformance_cosines": [[round(float(x), 4) for x in row] for row in vectors @ vectors.T],
    }
    (folder / "static-256-int8.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False), encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(prog="scripts/distill", description=__doc__)
    parser.add_argument("corpus", type=pathlib.Path, help="texts, one a line (.gz or plain); of columns the last counts")
    parser.add_argument("out", type=pathlib.Path, help="folder for the table")
    parser.add_argument("--teacher", type=pathlib.Path, required=True, help="folder with model.safetensors")
    parser.add_argument("--limit", type=int, default=0, help="take that many texts only, for a trial")
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rate", type=float, default=3e-3)
    parser.add_argument("--ridge", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    began = time.process_time()

    def note(text):
        print(f"{time.process_time() - began:7.1f} s  {text}", flush=True)

    tokenizer = Tokenizer((options.teacher / "vocab.txt").read_text(encoding="utf-8").rstrip("\n").split("\n"))
    teacher = Teacher(options.teacher)
    texts = read_corpus(options.corpus, options.limit, options.seed)
    words = [piece for piece in tokenizer.pieces if re.fullmatch("[a-z]{2,}", piece)]
    if options.limit:
        words = words[: options.limit]
    corpus_size = len(texts)
    texts = texts + fragments(texts, options.seed) + words
    encoded = [(text, ids) for text in texts if (ids := tokenizer.encode(text))]
    encoded = [ids for _, ids in encoded]
    targets = encode_all(teacher, tokenizer, encoded, note)

    counts = np.bincount([piece for ids in encoded for piece in ids], minlength=len(tokenizer.pieces)) + 0.5
    weights = SIF / (SIF + counts / counts.sum())
    views = readouts(teacher, tokenizer, note) * weights[:, None].astype(np.float32)

    random = np.random.default_rng(options.seed)
    order = random.permutation(len(encoded))
    held = np.sort(order[: max(1, int(len(order) * HELD_OUT))])
    train = np.sort(order[len(held) :])
    bags = Bags(encoded)
    mapped = views @ ridge(views, bags, train, targets, options.ridge)
    note(f"ridge map: held-out cosine {held_out_cosine(mapped, bags, held, targets):.4f}")

    basis = np.linalg.svd(targets[train].T @ targets[train])[0][:, :DIMENSION].astype(np.float32)
    goals = unit(targets @ basis)
    rows = np.ascontiguousarray(mapped @ basis)
    note(f"{DIMENSION} dimensions: held-out cosine {held_out_cosine(rows, bags, held, goals):.4f}")
    rows = tune(rows, bags, train, held, goals, options.epochs, options.rate, options.seed, note)
    write(options.out, tokenizer, rows, {
        "teacher": "sentence-transformers/all-MiniLM-L6-v2 (Apache-2.0)", "dim": DIMENSION,
        "vocab": len(tokenizer.pieces), "corpus_texts": corpus_size, "single_words": len(words), "sif_a": SIF,
        "epochs": options.epochs, "lr": options.rate,
        "held_out_cosine": round(held_out_cosine(rows, bags, held, goals), 4),
    })
    note(f"written to {options.out}")


if __name__ == "__main__":
    main()
