#!/usr/bin/env python3
"""What a build costs, and what it changes, at several sizes of a site.

    scale.py --rassegna target/release/rassegna [--articles 1000 10000 …] [--site bench/race-site] [--work DIR] [--json FILE]

For each size a folder of articles is written (the same for the same number), then, each as a process of its own:

    full        a build without a ledger
    unchanged   the same again
    new         one article more
    edit        a word of one article's body is another
    serve       from the start of the preview server to its first page

and told for each: seconds from start to end, seconds of CPU, the most memory that was resident, and the files of the output
that are others than before, which is what a deploy sends. `--site` is a folder with the configuration and the theme; without it the
site is as `rassegna init` makes it. `cp -r` of the output is timed beside the full build, since writing the files is the least
that it could take. Put `--work` on a file system in memory: on a disk the writing of small files hides everything else.
"""
import argparse
import datetime
import json
import os
import random
import shutil
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

NOUNS = """accordo antenna archivio banda batteria bilancio browser calcolo campo canale catena cella chiave cifra cloud codice
componente computer concorrenza consumo contratto costo dato decisione dispositivo energia errore fabbrica filiera fornitore gara
gestore governo impianto incontro indagine iniziativa laboratorio lancio legge licenza memoria mercato misura modello motore norma
numero offerta orologio pacchetto parte passo piano prezzo processo prodotto progetto prova pubblico rapporto regola rete ricerca
ricorso rischio risultato ritardo robot satellite scelta schermo segnale sensore servizio settore sistema software spazio spesa
stima strada sviluppo tecnica telefono test utente valore vendita versione voce zona""".split()
VERBS = "apre blocca cambia cerca chiede chiude compra conferma decide difende firma frena guida lancia misura mostra offre".split()
SMALL = "di da in con su per tra il la i le un una e ma che non quando anche".split()
TAGS = [f"{a}-{b}" for a in "ia chip cloud reti spazio robotica auto privacy giochi salute".split() for b in NOUNS[:30]]
COMPANIES = [f"{a} {b}" for a in """Alba Borea Civita Delta Etna Galvani Helios Iride Kora Lumen Meridia Nimbus Orione Pascal
Quarzo Sirio Tessera Urania Vesta Zefiro""".split() for b in "Systems Labs Networks Cloud Robotics Mobile Energia Spazio Dati Chip".split()]
# Few are named often and many seldom, as in the news.
WEIGHTS = {len(names): [1 / (rank + 1) for rank in range(len(names))] for names in (TAGS, COMPANIES)}
# Articles come forty a day; the last of them on this day.
LAST = datetime.datetime(2026, 10, 1, 18, 0)
NOW = "2026-10-02T09:00:00+02:00"


def some(rng, names, count):
    chosen = dict.fromkeys(rng.choices(names, WEIGHTS[len(names)], k=count * 3))
    return list(chosen)[:count]


def sentence(rng):
    words = [rng.choice(SMALL) if at % 3 == 1 else rng.choice(NOUNS) for at in range(rng.randint(9, 22))]
    words.insert(2, rng.choice(VERBS))
    if rng.random() < 0.15:
        words[-1] = f"**{words[-1]}**"
    return f"{' '.join(words).capitalize()}."


def article(number, all_of_them):
    rng = random.Random(number)
    when = LAST - datetime.timedelta(minutes=36 * (all_of_them - 1 - number))
    title = f"{rng.choice(COMPANIES)} {rng.choice(VERBS)} {rng.choice(NOUNS)} e {rng.choice(NOUNS)} {number}"
    head = [
        f"title: {title}",
        f"date: {when:%Y-%m-%d %H:%M}",
        f"summary: {sentence(rng)}",
        f"tags: [{', '.join(some(rng, TAGS, rng.randint(2, 4)))}]",
        f"companies: [{', '.join(some(rng, COMPANIES, rng.randint(1, 3)))}]",
    ]
    parts = []
    for section in range(rng.randint(2, 4)):
        if section:
            parts.append(f"## {rng.choice(NOUNS).capitalize()} e {rng.choice(NOUNS)}")
        parts += [" ".join(sentence(rng) for _ in range(rng.randint(3, 5))) for _ in range(rng.randint(2, 4))]
    parts.insert(2, f"> {sentence(rng)}\n>\n> - {rng.choice(COMPANIES)}")
    return f"articles/{when:%Y/%m}/n{number}.md", "---\n" + "\n".join(head) + "\n---\n\n" + "\n\n".join(parts) + "\n"


def write(site, number, all_of_them):
    path, text = article(number, all_of_them)
    file = site / "content" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def measured(arguments):
    began = time.monotonic()
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    out, err = process.stdout.read(), process.stderr.read()
    _, status, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - began
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{arguments} failed:\n{err[-2000:]}")
    return {
        "seconds": round(took, 3),
        "cpu": round(usage.ru_utime + usage.ru_stime, 2),
        "mebibytes": round(usage.ru_maxrss / 1024),
        "out": out,
    }


def build(program, site):
    told = measured([program, "--root", site, "build", "--format", "json", "--now", NOW])
    said = json.loads(told.pop("out"))
    assert said["published"], said["diagnostics"][:3]
    told["changed"] = len(said["written"]) + len(said["removed"])
    return told


def serve(program, site):
    port = 4917
    began = time.monotonic()
    process = subprocess.Popen(
        [program, "--root", site, "serve", "--port", str(port), "--now", NOW], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=600).read()
                break
            except OSError:
                if process.poll() is not None:
                    sys.exit("the preview server has ended by itself")
                time.sleep(0.005)
        return {"seconds": round(time.monotonic() - began, 3)}
    finally:
        process.terminate()
        process.wait()


def size(folder):
    files = [os.path.join(base, name) for base, _, names in os.walk(folder) for name in names]
    return len(files), sum(os.path.getsize(file) for file in files)


def one(program, number, template, work):
    site = work / f"scale-{number}"
    shutil.rmtree(site, ignore_errors=True)
    if template:
        shutil.copytree(template, site, ignore=shutil.ignore_patterns("content", "public", ".rassegna"))
    else:
        subprocess.run([program, "init", site, "--lang", "it"], check=True, stdout=subprocess.DEVNULL)
        shutil.rmtree(site / "content")
    for at in range(number):
        write(site, at, number)
    row = {"articles": number, "full": build(program, site)}
    row["files"], row["bytes"] = size(site / "public")
    began = time.monotonic()
    subprocess.run(["cp", "-r", site / "public", work / "copy"], check=True)
    row["copy"] = {"seconds": round(time.monotonic() - began, 3)}
    shutil.rmtree(work / "copy")
    row["ledger"] = sum(file.stat().st_size for file in (site / ".rassegna").glob("*.ledger"))
    row["unchanged"] = build(program, site)
    newest = write(site, number, number)
    row["new"] = build(program, site)
    newest.unlink()
    build(program, site)
    file = write(site, number // 2, number)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.rstrip() + " Una parola in più.\n", encoding="utf-8")
    row["edit"] = build(program, site)
    row["serve"] = serve(program, site)
    shutil.rmtree(site)
    return row


def show(row):
    print(f"\n{row['articles']:,} articles: {row['files']:,} files, {row['bytes'] / 1e6:,.0f} MB, ledger {row['ledger'] / 1e6:,.1f} MB")
    for name in ("full", "copy", "unchanged", "new", "edit", "serve"):
        told = row[name]
        rest = f"  {told['cpu']:8.2f} s CPU  {told['mebibytes']:6} MiB  {told['changed']:8} files" if "cpu" in told else ""
        print(f"  {name:<10} {told['seconds']:8.3f} s{rest}", flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rassegna", required=True)
    arguments.add_argument("--articles", type=int, nargs="+", default=[1000, 10000])
    arguments.add_argument("--site", type=Path)
    arguments.add_argument("--work", type=Path, default=Path("/dev/shm/rassegna-scale"))
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    chosen.work.mkdir(parents=True, exist_ok=True)
    rows = []
    for number in chosen.articles:
        rows.append(one(str(Path(chosen.rassegna).resolve()), number, chosen.site, chosen.work))
        show(rows[-1])
        if chosen.json:
            chosen.json.write_text(json.dumps(rows, indent=1) + "\n")


main()
