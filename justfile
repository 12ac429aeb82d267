# The daily verbs. `./just` sees to Python, uv and the locked packages, then hands over here.

python := ".venv/bin/python"
credit := ".venv/bin/credit"

# list the verbs
default:
    @{{ just_executable() }} --list --unsorted

# start everything: databases, demo province, PWA, API, worker
[no-exit-message]
up *ARGS:
    @exec {{ credit }} up {{ ARGS }}

# like up, with reload of the API and Vite for the PWA
[no-exit-message]
dev *ARGS:
    @exec {{ credit }} up --reload {{ ARGS }}

# all checks and all tests; two processes share the latter
test *ARGS: check
    {{ credit }} pwa build --if-changed
    {{ credit }} pwa run test
    {{ python }} tests/both_halves.py {{ ARGS }}

# format, lint, types, imports, PWA checks
check:
    .venv/bin/ruff format --check .
    .venv/bin/ruff check .
    .venv/bin/mypy
    .venv/bin/lint-imports
    {{ credit }} pwa run check

# rewrite the code in the house format
format:
    .venv/bin/ruff format .
    .venv/bin/ruff check --fix .

# run a benchmark of tests/bench: verdict, verdict_layers, tokens, status_list, scan, scanner, import, evaluation, start, map, places, perks, commitments
bench NAME *ARGS:
    {{ python }} tests/bench/{{ replace(NAME, '-', '_') }}_bench.py {{ ARGS }}

# break everything while perks are claimed and used, then check: ./just faults --operations 1000000
faults *ARGS:
    cd tests && PYTHONPATH=. ../{{ python }} -m faults.run {{ ARGS }}

# the share of changed perk rules that a test notices
mutants *ARGS:
    cd tests && PYTHONPATH=. ../{{ python }} -m mutants.run {{ ARGS }}

# load the demo province (or a large world: --subjects 600000 --records 5000000)
demo *ARGS:
    {{ credit }} demo {{ ARGS }}

# import a file: ./just import FILE --kind permits
import FILE *ARGS:
    {{ credit }} import {{ FILE }} {{ ARGS }}

# throw the local data away (asks first)
reset *ARGS:
    {{ credit }} reset {{ ARGS }}

# write a migration for changed tables
db-new NAME:
    {{ credit }} db new {{ NAME }}

# write openapi.json and the TypeScript types made from it
api-types:
    {{ credit }} openapi pwa/src/api/openapi.json
    {{ credit }} pwa run api-types

# pin the dependencies anew
lock:
    .tools/bin/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 pyproject.toml -o requirements.lock
    .tools/bin/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock
