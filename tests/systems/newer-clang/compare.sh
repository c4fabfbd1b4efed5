#!/usr/bin/env bash
# Builds the modules with the newer clang and compares the bits that they compute with the native ones.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
npm run --silent build:wasm
node tests/systems/newer-clang/build.js
npm run --silent parity -- build/newer-clang/slm.wasm build/newer-clang/slm64.wasm
