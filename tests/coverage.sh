#!/usr/bin/env bash
# Line and branch coverage of core/ by the C tests and demos, both number types together.
#
#   tests/coverage.sh [least line %] [least branch %]     98 and 90 if not given
#
# Needs gcc and gcovr (./setup.sh --dev). Exits with 1 when a percentage is below its least.
# The report with every line is build/coverage/report/index.html.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

line=${1:-98}
branch=${2:-90}
build=build/coverage

for tool in gcc gcovr; do
  command -v "$tool" >/dev/null || {
    echo "coverage: $tool is not installed: ./setup.sh --dev" >&2
    exit 2
  }
done

# Unoptimised, so that a branch of the object code is a branch of the source.
cmake -S . -B "$build" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
  -DCMAKE_C_FLAGS='--coverage -O0 -DSLM_COVERAGE' >/dev/null
cmake --build "$build" --parallel "$(nproc)" >/dev/null
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" --parallel "$(nproc)" --output-on-failure --no-tests=error

mkdir -p "$build/report"
gcovr --root . --object-directory "$build" --filter 'core/' \
  --exclude-throw-branches --exclude-unreachable-branches \
  --html-details "$build/report/index.html" --txt "$build/report/coverage.txt" \
  --print-summary --fail-under-line "$line" --fail-under-branch "$branch" "$build/core"
